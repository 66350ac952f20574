package io.zpci.guest;

/**
 * A DMB as its owner's driver keeps it ({@code struct smcd_dmb}, {@code struct dibs_dmb}); filled
 * by {@link IsmDriver#registerDmb}.
 */
public final class IsmDmb {
  private final int length;
  private final int vlan;
  private final boolean vlanValid;
  private int index;
  private DmaMemory memory = DmaMemory.NONE;
  private long token;

  /**
   * A DMB to register.
   *
   * @param length bytes
   * @param index SBA index, or 0 for the lowest free one
   * @param vlanValid whether {@code vlan} counts; SMC never says so
   */
  public IsmDmb(int length, int index, boolean vlanValid, int vlan) {
    this.length = length;
    this.index = index;
    this.vlanValid = vlanValid;
    this.vlan = vlan;
  }

  /** Bytes. */
  public int length() {
    return length;
  }

  /** Whether {@link #vlan} counts. */
  public boolean vlanValid() {
    return vlanValid;
  }

  /** The VLAN. */
  public int vlan() {
    return vlan;
  }

  /** The SBA index; one that was chosen for it stays when the function refuses the DMB. */
  public int index() {
    return index;
  }

  /** Where the bytes are in the driver's memory. */
  public long address() {
    return memory.address();
  }

  /** Where the function finds them. */
  public long ioAddress() {
    return memory.ioAddress();
  }

  /** What a peer writes to. */
  public long token() {
    return token;
  }

  void index(int newIndex) {
    index = newIndex;
  }

  DmaMemory memory() {
    return memory;
  }

  void memory(DmaMemory newMemory) {
    memory = newMemory;
  }

  void token(long newToken) {
    token = newToken;
  }
}
