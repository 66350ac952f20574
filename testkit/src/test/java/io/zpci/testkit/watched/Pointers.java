package io.zpci.testkit.watched;

import io.zpci.arch.Issue;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.Request;
import io.zpci.linux.LinuxIo;
import io.zpci.storage.GuestStorage;

/** A driver that goes around the block path; a comment marks each line to be blamed. */
public final class Pointers {
  private final LinuxIo io;
  private final GuestStorage storage;

  public Pointers(LinuxIo io, GuestStorage storage) {
    this.io = io;
    this.storage = storage;
  }

  public long read() {
    return io.ioread(io.iomap(2), 4); // ioread
  }

  public void write() {
    io.iowrite(io.iomap(2), 8, 0x0800_0000_0300_0000L); // iowrite
  }

  public void copy(int bar, int offset, long address, long count) {
    io.memcpyToIo(io.iomap(bar) + offset, storage, address, count); // memcpy_toio
  }

  public void writeBlock(int bar, long address, int length) {
    io.writeBlock(io.iomap(bar), storage, address, length); // zpci_write_block
  }

  public void store(long value) {
    long request = Request.of(io.zdev().handle(), 2, 8);
    io.store(request, 0, value); // __zpci_store
  }

  public void storeBlock(int bar, long offset, int length, long address) {
    io.storeBlock(Request.of(io.zdev().handle(), bar, length), offset, storage, address); // block
  }

  public static void pcistg(PciInstructions cpu, int handle, long value) {
    cpu.store(Issue.HANDLE, Request.of(handle, 2, 8), 0, value); // PCISTG
  }

  public static void pcistbi(PciInstructions cpu, long address, GuestStorage storage, long from) {
    cpu.storeBlock(Issue.MIO, 8, address, storage, from); // PCISTBI
  }

  /** Throws. */
  public void copyFromNowhere() {
    throw new IllegalStateException("nowhere"); // nowhere
  }

  /** Goes by way of code that is nobody's. */
  public void elsewhere(java.util.function.LongConsumer library) {
    library.accept(8); // library
  }
}
