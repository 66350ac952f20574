package io.zpci.arch;

/**
 * An error event (CCDF, content code 1) as the operating system gets it. Source: spec zpci 13.2.
 *
 * @param handle the function's handle; 0 where the machine does not say
 * @param fid the function id; 0 where the machine does not say
 * @param address the failing I/O address
 * @param pec {@link Pec}
 */
public record ErrorEvent(int handle, int fid, long address, int pec) {}
