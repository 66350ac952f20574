package io.zpci.ism;

/**
 * A direct memory buffer: memory of its owner that one peer may write. The object outlives the
 * registration, so that a move to a token which is not live any more can still be told from one to
 * a token that never was.
 *
 * <p>Objects are reused by {@link Dmbs}: a registration does not allocate.
 */
final class Dmb {
  private IsmFunction owner;
  private long token;
  private long address;
  private int length;
  private int index;
  private boolean vlanValid;
  private long vlan;
  private long rgid;
  private boolean live;

  /** A dead DMB of {@code owner}. */
  Dmb(IsmFunction owner) {
    this.owner = owner;
  }

  void register(IsmFunction newOwner, long newToken, IsmExchange request) {
    owner = newOwner;
    token = newToken;
    address = request.address();
    length = (int) request.length();
    index = request.index();
    vlanValid = request.vlanValid() != 0;
    vlan = request.vlan();
    rgid = request.gid();
    live = true;
  }

  void unregister() {
    live = false;
  }

  IsmFunction owner() {
    return owner;
  }

  long token() {
    return token;
  }

  long address() {
    return address;
  }

  int length() {
    return length;
  }

  /** Its bit in the owner's SBA. */
  int index() {
    return index;
  }

  boolean vlanValid() {
    return vlanValid;
  }

  long vlan() {
    return vlan;
  }

  /** GID of the only function that may write here. */
  long rgid() {
    return rgid;
  }

  boolean live() {
    return live;
  }
}
