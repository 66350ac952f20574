package io.zpci.arch.contract;

import io.zpci.arch.PciInstructions;
import io.zpci.storage.GuestStorage;

/**
 * Who issues a contract's instructions.
 *
 * @param instructions what executes them
 * @param handle the function's handle, enabled
 * @param storage the issuer's storage, 16 KiB at least; blocks stand in its first 4 KiB
 */
public record Issuer(PciInstructions instructions, int handle, GuestStorage storage) {}
