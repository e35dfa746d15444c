/* SPDX-License-Identifier: BSD-3-Clause */
/* The files of the test suite define `test_main`. conformance.sh links each with the other objects of this image. */
int test_main(int argc, char **argv);

__attribute__((weak)) int test_main(int argc, char **argv)
{
	(void)argc, (void)argv;
	return 0;
}

int main(int argc, char **argv)
{
	return test_main(argc, argv);
}
