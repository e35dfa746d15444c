/* SPDX-License-Identifier: BSD-3-Clause */
/* Bosch M_CAN (User's Manual, revision 3.2.3): registers, and the elements of the message RAM. All have 32 bits. */
#pragma once

#define M_CAN_CREL   0x000u /* 2.3.1 */
#define M_CAN_ENDN   0x004u
#define M_CAN_DBTP   0x00cu
#define M_CAN_TEST   0x010u
#define M_CAN_RWD    0x014u
#define M_CAN_CCCR   0x018u
#define M_CAN_NBTP   0x01cu
#define M_CAN_TSCC   0x020u
#define M_CAN_TOCC   0x028u
#define M_CAN_TOCV   0x02cu
#define M_CAN_ECR    0x040u
#define M_CAN_PSR    0x044u
#define M_CAN_TDCR   0x048u
#define M_CAN_IR     0x050u
#define M_CAN_IE     0x054u
#define M_CAN_ILS    0x058u
#define M_CAN_ILE    0x05cu
#define M_CAN_GFC    0x080u
#define M_CAN_SIDFC  0x084u
#define M_CAN_XIDFC  0x088u
#define M_CAN_XIDAM  0x090u
#define M_CAN_RXF0C  0x0a0u
#define M_CAN_RXF0S  0x0a4u
#define M_CAN_RXF0A  0x0a8u
#define M_CAN_RXBC   0x0acu
#define M_CAN_RXF1C  0x0b0u
#define M_CAN_RXESC  0x0bcu
#define M_CAN_TXBC   0x0c0u
#define M_CAN_TXFQS  0x0c4u
#define M_CAN_TXESC  0x0c8u
#define M_CAN_TXBRP  0x0ccu
#define M_CAN_TXBAR  0x0d0u
#define M_CAN_TXBCR  0x0d4u
#define M_CAN_TXBTO  0x0d8u
#define M_CAN_TXBCF  0x0dcu
#define M_CAN_TXBTIE 0x0e0u
#define M_CAN_TXBCIE 0x0e4u
#define M_CAN_TXEFC  0x0f0u
#define M_CAN_TXEFS  0x0f4u
#define M_CAN_TXEFA  0x0f8u
#define M_CAN_END    0x100u

#define M_CAN_CREL_3_2_3 0x32380608u
#define M_CAN_ENDN_VALUE 0x87654321u
#define M_CAN_NBTP_RESET 0x06000a03u
#define M_CAN_DBTP_RESET 0x00000a33u

#define M_CAN_TEST_LBCK (1u << 4)

#define M_CAN_CCCR_INIT (1u << 0)
#define M_CAN_CCCR_CCE	(1u << 1)
#define M_CAN_CCCR_MON	(1u << 5)
#define M_CAN_CCCR_DAR	(1u << 6)
#define M_CAN_CCCR_TEST (1u << 7)
#define M_CAN_CCCR_FDOE (1u << 8)
#define M_CAN_CCCR_WRITES \
	0xf3e7u /* bits that a write changes: INIT, CCE, ASM, MON to BRSE, PXHD to NISO */

#define M_CAN_PSR_LEC	 7u /* last error; 7: no change */
#define M_CAN_PSR_ACK	 3u
#define M_CAN_PSR_BIT0	 5u
#define M_CAN_PSR_RESET	 0x707u
#define M_CAN_PSR_EP	 (1u << 5)
#define M_CAN_PSR_EW	 (1u << 6)
#define M_CAN_PSR_BO	 (1u << 7)
#define M_CAN_PSR_STATE	 (M_CAN_PSR_EP | M_CAN_PSR_EW | M_CAN_PSR_BO)
#define M_CAN_ERROR_WARN 96u /* of the transmit error counter (ISO 11898-1, 12.1.4) */
#define M_CAN_ERROR_PASS 128u
#define M_CAN_ERROR_OFF	 256u

#define M_CAN_IR_RF0N (1u << 0)
#define M_CAN_IR_RF0L (1u << 3)
#define M_CAN_IR_TC   (1u << 9)
#define M_CAN_IR_TCF  (1u << 10)
#define M_CAN_IR_TEFN (1u << 12)
#define M_CAN_IR_EP   (1u << 23)
#define M_CAN_IR_EW   (1u << 24)
#define M_CAN_IR_BO   (1u << 25)
#define M_CAN_IR_PEA  (1u << 27)

#define M_CAN_ILE_EINT0 1u

#define M_CAN_GFC_ANFE(value) ((value) >> 2 & 3) /* extended frames; 0: to FIFO 0 */
#define M_CAN_GFC_ANFS(value) ((value) >> 4 & 3)

/* Status of a FIFO: fill level, get index, put index, full, message lost. */
#define M_CAN_RXF0S_OF(fill, get, put) \
	((fill) | (get) << 8 | (put) << 16 | ((fill) == 32u ? 1u << 24 : 0))
#define M_CAN_RXF0S_RFL (1u << 25)
#define M_CAN_TXFQS_OF(fill, get, put) \
	((16u - (fill)) | (get) << 8 | (put) << 16 | ((fill) == 16u ? 1u << 21 : 0))
#define M_CAN_TXEFS_OF(fill, get, put) \
	((fill) | (get) << 8 | (put) << 16 | ((fill) == 16u ? 1u << 24 : 0))

/* Elements: two words, and data (2.4). */
#define M_CAN_XTD	(1u << 30)
#define M_CAN_RTR	(1u << 29)
#define M_CAN_ID	0x1fffffffu /* of an extended frame */
#define M_CAN_STD_ID	(0x7ffu << 18)
#define M_CAN_ANMF	(1u << 31)
#define M_CAN_EFC	(1u << 23)
#define M_CAN_FDF	(1u << 21)
#define M_CAN_BRS	(1u << 20)
#define M_CAN_DLC(word) ((word) >> 16 & 15)
#define M_CAN_DLC_MASK	(15u << 16)
#define M_CAN_MM	(255u << 24)
#define M_CAN_EVENT_TX	(1u << 22) /* of an event: the frame was sent */

/*
 * The message RAM; offsets and sizes in bytes. The device-tree binding (bindings/net/can/bosch,m_can) describes it by
 * bosch,mram-cfg = <0 0 0 32 0 0 16 16>: 32 elements of RX FIFO 0, 16 of the TX event FIFO, 16 TX buffers.
 */
#define M_CAN_ELEMENT 72u
#define M_CAN_RXF0    0x000u
#define M_CAN_TXE     0x900u
#define M_CAN_TXB     0x980u
#define M_CAN_RAM     0xe00u
