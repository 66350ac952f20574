package io.zpci.guest;

import java.util.List;
import java.util.Optional;

/**
 * The choices of one release of Linux's ISM driver, as data. Source: spec ism 3, 9.
 *
 * @param name as the command line spells it: {@code 5.10}
 * @param source the release that was read
 * @param commandLock whether a lock lets one command at a time through
 * @param passesMask whether the handler passes the element mask on; else 0
 * @param clientPerDmb whether a DMB's client is called, if it has one; else there is one client,
 *     called for every bit
 * @param probe the order of what probe does
 * @param remove the order of what remove does
 * @param vlanRequired whether SET_VLAN and RESET_VLAN are sent
 * @param dmbMemory what a DMB is made of
 */
public record IsmDriverVersion(
    String name,
    String source,
    boolean commandLock,
    boolean passesMask,
    boolean clientPerDmb,
    Probe probe,
    Remove remove,
    boolean vlanRequired,
    DmbMemory dmbMemory) {

  /** The order of what probe does. Source: spec ism 9. */
  public enum Probe {
    /** SBA, event queue, READ_GID, ADD_VLAN_ID 0x1fff, client, QUERY_INFO last. */
    GID_FIRST,
    /** SBA, event queue, QUERY_INFO, READ_GID, client; the client adds the VLAN. */
    INFO_FIRST
  }

  /** The order of what remove does, and probe where it undoes. Source: spec ism 9. */
  public enum Remove {
    /** UNREG_IEQ and its page, UNREG_SBA and its page, interrupt. */
    MEMORY_FIRST,
    /** UNREG_IEQ, UNREG_SBA, handler, the queue's page, the SBA's page, vector. */
    HANDLER_FIRST
  }

  /** What a DMB is made of. Source: spec ism 6. */
  public enum DmbMemory {
    /** Coherent memory, zeroed. */
    COHERENT,
    /** A folio that is mapped, not zeroed. */
    FOLIO
  }

  /** Every version, oldest first. */
  public static List<IsmDriverVersion> all() {
    return IsmDriverVersions.ALL;
  }

  /** The version with {@code name}. */
  public static Optional<IsmDriverVersion> named(String name) {
    return all().stream().filter(version -> version.name().equals(name)).findFirst();
  }

  /** The newest release. */
  public static IsmDriverVersion newest() {
    return all().getLast();
  }

  @Override
  public String toString() {
    return name;
  }
}
