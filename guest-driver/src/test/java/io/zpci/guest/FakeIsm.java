package io.zpci.guest;

import io.zpci.arch.Register;
import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.linux.Errno;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.InterlockedStorage;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A function that logs what its driver does, one short line each, and answers commands as a test
 * says; unsaid, with return code 0 and zeros. Its memory is full of 0xa5 until somebody stores
 * there, and addresses are never given twice.
 */
final class FakeIsm implements PciDev {
  /** The segment boundary that the driver set, less one. */
  long segmentMask;

  static final long START = 0x10_0000;
  static final long IO = 0x1_0000_0000L;
  static final int PCHID = 0x123;
  private static final long SIZE = 4 << 20;

  final List<String> log = new ArrayList<>();
  final Set<String> live = new HashSet<>();
  final Set<String> failing = new HashSet<>();
  final GuestStorage memory = GuestStorage.allocate(Arena.ofAuto(), START, SIZE);
  final byte[] area = new byte[4096];
  @Nullable Runnable handler;
  Runnable atFree = () -> {};
  @Nullable InterlockedStorage shared;

  private final Map<Integer, byte[]> responses = new HashMap<>();
  private final MemorySegment areaSegment = MemorySegment.ofArray(area);
  private long next = START;

  FakeIsm() {
    memory.segment().fill((byte) 0xa5);
  }

  /** From now on the command with this code is answered so; hex of a whole response. */
  void answer(int code, String response) {
    responses.put(code, HexFormat.of().parseHex(response));
  }

  /** From now on the step whose log line starts so fails, and is logged all the same. */
  void fail(String line) {
    failing.add(line);
  }

  /** The log since the last call. */
  List<String> taken() {
    List<String> lines = List.copyOf(log);
    log.clear();
    return lines;
  }

  private boolean logged(String line) {
    log.add(line);
    return failing.stream().noneMatch(line::startsWith);
  }

  @Override
  public FunctionFacts facts() {
    return new FunctionFacts(
        "fake",
        0x1014,
        0x04ed,
        FunctionFacts.PFT_ISM,
        PCHID,
        List.of(1L << 48, 0L, 4096L, 0L, 0L, 0L),
        BlockClass.RELAXED,
        4096,
        false,
        1,
        null,
        256);
  }

  @Override
  public int fid() {
    return 1;
  }

  @Override
  public int uid() {
    return 2;
  }

  @Override
  public GuestStorage memory() {
    return memory;
  }

  @Override
  public InterlockedStorage shared() {
    return shared == null ? memory : shared;
  }

  @Override
  public int enable() {
    if (!logged("enable")) {
      return -Errno.EIO;
    }
    live.add("enabled");
    return 0;
  }

  @Override
  public void segmentBoundary(long mask) {
    segmentMask = mask;
  }

  @Override
  public void disable() {
    logged("disable");
    live.remove("enabled");
  }

  @Override
  public int load(int space, long offset, int length, Register loaded) {
    if (!logged("lg %d+%d %d".formatted(space, offset, length))) {
      return -Errno.EIO;
    }
    loaded.set(
        HexFormat.fromHexDigitsToLong(
            HexFormat.of().formatHex(area, (int) offset, (int) offset + length)));
    return 0;
  }

  @Override
  public int storeBlock(int space, long offset, int length, long address) {
    byte[] block = new byte[length];
    MemorySegment.copy(
        memory.segment(), memory.offset(address), MemorySegment.ofArray(block), 0, length);
    String bytes =
        length > 64 ? "%d@%x".formatted(length, address) : HexFormat.of().formatHex(block);
    if (!logged("stb %d+%x %s".formatted(space, offset, bytes))) {
      return -Errno.EIO;
    }
    if (space == 2) {
      System.arraycopy(block, 0, area, (int) offset, length);
      if (offset == 0) {
        respond();
      }
    }
    return 0;
  }

  private void respond() {
    int code = area[3];
    byte[] response = responses.get(code);
    if (response == null) {
      area[6] = 0;
      area[7] = 8;
    } else {
      MemorySegment.copy(MemorySegment.ofArray(response), 0, areaSegment, 0, response.length);
    }
  }

  @Override
  public long allocate(long size) {
    if (!logged("allocate " + size)) {
      return -Errno.ENOMEM;
    }
    next = (next + size - 1) & -size;
    long address = next;
    next += size;
    live.add("memory %x+%d".formatted(address, size));
    return address;
  }

  @Override
  public void free(long address, long size) {
    logged("free " + size);
    atFree.run();
    if (!live.remove("memory %x+%d".formatted(address, size))) {
      throw new AssertionError("free of %x+%d".formatted(address, size));
    }
  }

  @Override
  public long map(long address, long size) {
    if (!logged("map " + size)) {
      return -Errno.ENOSPC;
    }
    live.add("mapping %x+%d".formatted(IO + address, size));
    return IO + address;
  }

  @Override
  public int unmap(long ioAddress, long size) {
    logged("unmap " + size);
    return live.remove("mapping %x+%d".formatted(ioAddress, size)) ? 0 : -Errno.EINVAL;
  }

  @Override
  public int requestIrq(Runnable newHandler) {
    if (!logged("irq")) {
      return -Errno.ENOSPC;
    }
    handler = newHandler;
    live.add("irq");
    return 0;
  }

  @Override
  public void freeIrq() {
    logged("free irq");
    live.remove("irq");
  }
}
