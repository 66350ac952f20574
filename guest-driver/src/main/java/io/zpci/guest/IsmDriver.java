package io.zpci.guest;

/**
 * Linux's ISM driver on one function, by version: probe, SBA and event queue, commands, DMBs,
 * moves, events, VLANs, the interrupt handler, remove. Source: spec ism 2 to 6, 9.
 *
 * <p>Calls return 0 or a negative errno, and where the real driver does a positive return code of
 * the function.
 */
public final class IsmDriver {
  /**
   * A driver that has not probed yet.
   *
   * @param client whom its handler calls
   */
  public IsmDriver(IsmDriverVersion version, PciDev dev, IsmClient client) {
    throw new UnsupportedOperationException("IsmDriver");
  }

  /** Probes; 0 or a negative errno, and then nothing is left behind. */
  public int probe() {
    throw new UnsupportedOperationException("probe");
  }

  /** Removes: unregisters and frees everything but DMBs, which their owner unregisters first. */
  public void remove() {
    throw new UnsupportedOperationException("remove");
  }

  /** The GID. */
  public long gid() {
    throw new UnsupportedOperationException("gid");
  }

  /** The fabric's id ({@code ism_get_chid}). */
  public int chid() {
    throw new UnsupportedOperationException("chid");
  }

  /** {@code query_remote_gid}; 0 where the peer can be reached. */
  public int queryRemoteGid(long rgid, boolean vlanValid, int vlan) {
    throw new UnsupportedOperationException("queryRemoteGid");
  }

  /** {@code register_dmb}: takes memory, maps it, registers it for {@code rgid}. */
  public int registerDmb(IsmDmb dmb, long rgid) {
    throw new UnsupportedOperationException("registerDmb");
  }

  /** {@code unregister_dmb}; the buffer is kept where the function refuses. */
  public int unregisterDmb(IsmDmb dmb) {
    throw new UnsupportedOperationException("unregisterDmb");
  }

  /**
   * {@code move_data}: {@code size} bytes at {@code address} of the driver's memory into the DMB of
   * {@code token} at {@code offset}, in pieces that do not cross 4 KiB of the DMB.
   *
   * @param element DMB element
   * @param signal whether the last piece signals
   */
  public int moveData(long token, int element, boolean signal, int offset, long address, int size) {
    throw new UnsupportedOperationException("moveData");
  }

  /** {@code signal_event}. */
  public int signalEvent(long rgid, int triggerIrq, int eventCode, long info) {
    throw new UnsupportedOperationException("signalEvent");
  }

  /** {@code add_vlan_id}. */
  public int addVlan(int vlan) {
    throw new UnsupportedOperationException("addVlan");
  }

  /** {@code del_vlan_id}. */
  public int delVlan(int vlan) {
    throw new UnsupportedOperationException("delVlan");
  }

  /** {@code set_vlan_required}; -EOPNOTSUPP where the version does not send it. */
  public int setVlanRequired() {
    throw new UnsupportedOperationException("setVlanRequired");
  }

  /** {@code reset_vlan_required}; see {@link #setVlanRequired}. */
  public int resetVlanRequired() {
    throw new UnsupportedOperationException("resetVlanRequired");
  }
}
