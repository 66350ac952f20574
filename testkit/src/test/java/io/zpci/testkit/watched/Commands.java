package io.zpci.testkit.watched;

import io.zpci.arch.Register;
import io.zpci.guest.PciDev;
import io.zpci.storage.GuestStorage;

/** Commands of a driver, done right and done wrong; a comment marks each line to be blamed. */
public final class Commands {
  private static final int SPACE = 2;
  private static final int READ_GID = 3;
  private static final int ADD_VLAN = 4;
  private static final int REG_SBA = 1;
  private static final int UNREG_SBA = 0x11;

  private final PciDev dev;
  private final GuestStorage memory;
  private final Register word = new Register();
  private final long request;

  public Commands(PciDev dev) {
    this.dev = dev;
    this.memory = dev.memory();
    this.request = dev.allocate(4096);
  }

  private void fill(int code, int length, long payload) {
    memory.putLong(request, 0);
    memory.putInt(request, code);
    memory.putShort(request + 6, length);
    memory.putLong(request + 8, payload);
  }

  private int answer() {
    if (dev.load(SPACE, 0, 8, word) != 0) {
      return 0xffff;
    }
    return (int) (word.get() >>> 16) & 0xffff;
  }

  public int addVlan(long vlan) {
    fill(ADD_VLAN, 16, vlan);
    dev.storeBlock(SPACE, 8, 8, request + 8); // payload
    dev.storeBlock(SPACE, 0, 8, request); // header
    return answer();
  }

  public long readGid() {
    fill(READ_GID, 8, 0);
    dev.storeBlock(SPACE, 0, 8, request);
    int ignored = answer();
    dev.load(SPACE, 8, 8, word);
    return word.get();
  }

  public int headerFirst(long vlan) {
    fill(ADD_VLAN, 16, vlan);
    dev.storeBlock(SPACE, 0, 8, request); // header first
    dev.storeBlock(SPACE, 8, 8, request + 8);
    return answer();
  }

  public int shortPayload(long vlan) {
    fill(ADD_VLAN, 16, vlan);
    dev.storeBlock(SPACE, 8, 4, request + 8);
    dev.storeBlock(SPACE, 0, 8, request); // short payload
    return answer();
  }

  public void payloadElsewhere() {
    fill(ADD_VLAN, 16, 5);
    dev.storeBlock(SPACE, 16, 8, request + 8); // payload elsewhere
  }

  public void halfAHeader() {
    fill(READ_GID, 8, 0);
    dev.storeBlock(SPACE, 0, 4, request); // half a header
  }

  public void allInOne() {
    fill(ADD_VLAN, 16, 5);
    dev.storeBlock(SPACE, 0, 16, request); // all in one
  }

  public void wrongLength() {
    fill(READ_GID, 16, 0);
    dev.storeBlock(SPACE, 8, 8, request + 8);
    dev.storeBlock(SPACE, 0, 8, request); // wrong length
  }

  public void payloadBeforeHeaderOfTheResponse() {
    fill(READ_GID, 8, 0);
    dev.storeBlock(SPACE, 0, 8, request);
    dev.load(SPACE, 8, 8, word); // response backwards
    int ignored = answer();
  }

  public int registerSba(long ioAddress) {
    fill(REG_SBA, 16, ioAddress);
    dev.storeBlock(SPACE, 8, 8, request + 8);
    dev.storeBlock(SPACE, 0, 8, request); // register
    return answer();
  }

  public int unregisterSba() {
    fill(UNREG_SBA, 8, 0);
    dev.storeBlock(SPACE, 0, 8, request);
    return answer();
  }

  public void unmap(long ioAddress) {
    dev.unmap(ioAddress, 4096); // unmap
  }

  public void free(long address) {
    dev.free(address, 4096); // free
  }

  public long allocate() {
    return dev.allocate(4096);
  }

  public long map(long address) {
    return dev.map(address, 4096);
  }
}
