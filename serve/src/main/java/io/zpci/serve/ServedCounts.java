package io.zpci.serve;

/**
 * What a function has done since the session began.
 *
 * @param function its name
 * @param connected whether a client is there
 * @param blocks blocks and single stores that reached a BAR
 * @param bytes of these
 * @param interrupts signals that reached the guest
 * @param events entries of its event queue
 */
public record ServedCounts(
    String function, boolean connected, long blocks, long bytes, long interrupts, long events) {}
