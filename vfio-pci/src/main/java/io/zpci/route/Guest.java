package io.zpci.route;

import io.zpci.function.Dma;
import io.zpci.function.Msi;
import io.zpci.storage.GuestStorage;

/**
 * The guest's side of a route.
 *
 * @param storage the guest's storage
 * @param dma what I/O addresses of the guest's mappings reach
 * @param msi where an interrupt that reached the guest goes
 */
public record Guest(GuestStorage storage, Dma dma, Msi msi) {}
