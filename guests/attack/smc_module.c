/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Kernel module of the hostile guest: /dev/bulkhead-smc gives user space raw calls to whatever is
 * below the kernel. A guest that was broken into can do the same; nothing else uses this module.
 */
#include <linux/arm-smccc.h>
#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/uaccess.h>
#include "smc_ioctl.h"

static long smc_ioctl(struct file *file, unsigned int request, unsigned long argument)
{
	struct smc_call call;
	struct arm_smccc_res result;

	if (request != SMC_IOCTL_SMC && request != SMC_IOCTL_HVC)
		return -ENOTTY;
	if (copy_from_user(&call, (void __user *)argument, sizeof(call)))
		return -EFAULT;
	if (request == SMC_IOCTL_SMC)
		arm_smccc_smc(call.x[0], call.x[1], call.x[2], call.x[3], call.x[4], call.x[5],
			      call.x[6], call.x[7], &result);
	else
		arm_smccc_hvc(call.x[0], call.x[1], call.x[2], call.x[3], call.x[4], call.x[5],
			      call.x[6], call.x[7], &result);
	call.x[0] = result.a0;
	call.x[1] = result.a1;
	call.x[2] = result.a2;
	call.x[3] = result.a3;
	return copy_to_user((void __user *)argument, &call, sizeof(call)) ? -EFAULT : 0;
}

static const struct file_operations smc_operations = {
    .owner = THIS_MODULE,
    .unlocked_ioctl = smc_ioctl,
};

static struct miscdevice smc_device = {
    .minor = MISC_DYNAMIC_MINOR,
    .name = "bulkhead-smc",
    .fops = &smc_operations,
    .mode = 0600,
};

module_misc_device(smc_device);
MODULE_DESCRIPTION("Raw secure monitor and hypervisor calls from user space, for attacks in tests");
MODULE_LICENSE("Dual BSD/GPL");
