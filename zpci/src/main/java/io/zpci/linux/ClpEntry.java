package io.zpci.linux;

/**
 * A function as CLP list gives it. Source: spec zpci 5.3.
 *
 * @param vendor PCI vendor id, never 0
 * @param device PCI device id
 * @param configured whether it is configured; else it is in standby
 * @param fid function id
 * @param handle its handle now
 */
public record ClpEntry(int vendor, int device, boolean configured, int fid, int handle) {}
