package io.zpci.fault;

/**
 * A fault where it stands.
 *
 * @param condition what it waits for
 */
record Placed<C, E extends Effect>(Fault fault, C condition, E effect) {}
