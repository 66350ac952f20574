package io.zpci.vfio;

import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.function.FunctionFacts;
import io.zpci.linux.LinuxIo;
import io.zpci.linux.Zdev;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A kernel's calls by handle, logged: {@code load 80000001 0 8@10} and {@code block 80000001 0
 * 3@10=101112}. Loads answer each byte as {@link FakeIo#byteAt} does.
 */
final class FakeLinux implements LinuxIo {
  final List<String> log = new ArrayList<>();
  final FakeIo io = new FakeIo(false);
  private final Zdev zdev;
  int result;

  /** Where the last block stood. */
  long operand;

  int loadsUntilFailure = Integer.MAX_VALUE;

  FakeLinux(FunctionFacts facts, int maxStoreBlock) {
    zdev = new Zdev(0x8000_0001, facts, maxStoreBlock, new long[6]);
  }

  private static String call(String name, long request, long offset) {
    return "%s %x %d %d@%x"
        .formatted(
            name, Request.handle(request), Request.space(request), Request.length(request), offset);
  }

  @Override
  public Zdev zdev() {
    return zdev;
  }

  @Override
  public int load(long request, long offset, Register data) {
    log.add(call("load", request, offset));
    if (loadsUntilFailure-- <= 0) {
      return result;
    }
    long image = 0;
    for (int i = 0; i < Request.length(request); i++) {
      image = (image << 8) | (FakeIo.byteAt(offset + i) & 0xff);
    }
    data.set(image);
    return 0;
  }

  @Override
  public int storeBlock(long request, long offset, GuestStorage storage, long storageAddress) {
    byte[] bytes = new byte[Request.length(request)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = storage.segment().get(Layouts.BYTE, storage.offset(storageAddress) + i);
    }
    log.add(call("block", request, offset) + "=" + HexFormat.of().formatHex(bytes));
    operand = storageAddress;
    return result;
  }

  static GuestStorage storage(Arena arena, long start, int size) {
    GuestStorage storage = GuestStorage.allocate(arena, start, size);
    for (int i = 0; i < size; i++) {
      storage.segment().set(ValueLayout.JAVA_BYTE, i, (byte) (0x10 + i));
    }
    return storage;
  }

  @Override
  public int store(long request, long offset, long data) {
    throw new UnsupportedOperationException("PCISTG");
  }

  @Override
  public int zpciLoad(long address, int length, Register data) {
    throw new UnsupportedOperationException("zpci_load");
  }

  @Override
  public int zpciStore(long address, int length, long value) {
    throw new UnsupportedOperationException("zpci_store");
  }

  @Override
  public int writeBlock(long address, GuestStorage storage, long storageAddress, int length) {
    throw new UnsupportedOperationException("zpci_write_block");
  }

  @Override
  public int memcpyToIo(long address, GuestStorage source, long sourceAddress, long count) {
    throw new UnsupportedOperationException("memcpy_toio");
  }

  @Override
  public int memcpyFromIo(GuestStorage target, long targetAddress, long address, long count) {
    throw new UnsupportedOperationException("memcpy_fromio");
  }

  @Override
  public int memsetIo(long address, int value, long count) {
    throw new UnsupportedOperationException("memset_io");
  }

  @Override
  public int mmioWrite(int bar, long offset, GuestStorage user, long userAddress, long length) {
    throw new UnsupportedOperationException("s390_pci_mmio_write");
  }

  @Override
  public int mmioRead(int bar, long offset, GuestStorage user, long userAddress, long length) {
    throw new UnsupportedOperationException("s390_pci_mmio_read");
  }

  @Override
  public long iomap(int bar) {
    return io.iomap(bar);
  }

  @Override
  public void iounmap(long address) {
    io.iounmap(address);
  }

  @Override
  public long ioreadBe(long address, int width) {
    return io.ioreadBe(address, width);
  }

  @Override
  public void iowriteBe(long address, int width, long value) {
    io.iowriteBe(address, width, value);
  }

  @Override
  public int configRead(int where, int size, Register value) {
    return io.configRead(where, size, value);
  }

  @Override
  public int configWrite(int where, int size, int value) {
    return io.configWrite(where, size, value);
  }
}
