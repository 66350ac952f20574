package io.zpci.blocks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A small s390 machine as a gdb client of QEMU sees it: {@code ?} takes all breakpoints away, a CPU
 * stops at a breakpoint again when it goes on from there, addresses are those of the space that the
 * PSW says.
 *
 * <p>Its CPUs know four instructions: {@code 0000} is the end, {@code 0700} does nothing, {@code
 * 07fe} goes to register 14, {@code EB .. D0} is PCISTB, which it executes itself with cc 0.
 */
class StubMachine {
  /** A kernel's PSW: translation on, home space, 64 bits, condition code 1. */
  static final long KERNEL = 0x0704_d001_8000_0000L;

  /** A program's PSW: translation on, primary space, problem state, 64 bits. */
  static final long PROGRAM = 0x0705_1001_8000_0000L;

  private static final HexFormat HEX = HexFormat.of();

  /** Storage by absolute addresses. */
  final byte[] storage = new byte[4 << 20];

  private record Range(long address, int length, int absolute) {}

  final long[][] registers;
  final Set<Long> breakpoints = new TreeSet<>();

  /** The CPU that stopped last. */
  int current;

  private final List<Range> kernel = new ArrayList<>();
  private final List<String> executed = new ArrayList<>();
  private boolean absolute;
  private boolean hidesAbsolute;

  StubMachine(int cpus) {
    registers = new long[cpus][18];
    for (long[] cpu : registers) {
      cpu[0] = KERNEL;
    }
  }

  /** A client came. */
  synchronized void begin() {
    absolute = false;
  }

  /** The kernel's addresses from {@code address} on lead to {@code absolute}; no program's do. */
  synchronized void map(long address, int absolute, int length) {
    kernel.add(new Range(address, length, absolute));
  }

  /** A machine that begins anew: its kernel's space is empty, its breakpoints are still set. */
  synchronized void reboot() {
    kernel.clear();
    executed.clear();
  }

  /** The client's {@code Qqemu.PhyMemMode} is not known to this stub. */
  synchronized void hideAbsolute() {
    hidesAbsolute = true;
  }

  /** Writes {@code hex} at an absolute address. */
  synchronized void put(int address, String hex) {
    byte[] bytes = HEX.parseHex(hex.replace(" ", ""));
    System.arraycopy(bytes, 0, storage, address, bytes.length);
  }

  /** Sets a general register. */
  synchronized void register(int cpu, int number, long value) {
    registers[cpu][2 + number] = value;
  }

  /** A general register. */
  synchronized long register(int cpu, int number) {
    return registers[cpu][2 + number];
  }

  /** The PSW's first half. */
  synchronized long mask(int cpu) {
    return registers[cpu][0];
  }

  /** The PSW's address. */
  synchronized long address(int cpu) {
    return registers[cpu][1];
  }

  /** Lets a CPU begin at {@code address}. */
  synchronized void go(int cpu, long mask, long address) {
    registers[cpu][0] = mask;
    registers[cpu][1] = address;
    notifyAll();
  }

  /** The PCISTBs that this executed itself: CPU and address. */
  synchronized List<String> executed() {
    return List.copyOf(executed);
  }

  /** Addresses of the breakpoints. */
  synchronized List<Long> breakpoints() {
    return List.copyOf(breakpoints);
  }

  /** Whether no CPU has anything left to do. */
  final synchronized boolean idle() {
    for (int cpu = 0; cpu < registers.length; cpu++) {
      byte[] code = code(cpu, 2);
      if (code.length > 0 && (code[0] != 0 || code[1] != 0)) {
        return false;
      }
    }
    return true;
  }

  final synchronized byte[] code(int cpu, int length) {
    int at = translate(registers[cpu][1], length, true);
    return at < 0 ? new byte[0] : Arrays.copyOfRange(storage, at, at + length);
  }

  /** One instruction of a CPU. */
  final synchronized void step(int cpu) {
    byte[] code = code(cpu, 6);
    if (code.length == 0 || (code[0] == 0 && code[1] == 0)) {
      return;
    }
    long[] own = registers[cpu];
    if (code[0] == (byte) 0xeb) {
      executed.add("%d %x".formatted(cpu, own[1]));
      own[0] &= ~0x3000_0000_0000L;
      own[1] += 6;
    } else if (code[1] == (byte) 0xfe) {
      own[1] = own[16];
    } else {
      own[1] += 2;
    }
  }

  private int translate(long address, int length, boolean inKernel) {
    if (inKernel) {
      for (Range each : kernel) {
        if (address >= each.address && address + length <= each.address + each.length) {
          return (int) (address - each.address) + each.absolute;
        }
      }
    }
    return -1;
  }

  /** The answer to a packet that does not let the machine run. */
  final synchronized String reply(String data) {
    long[] own = registers[current];
    switch (data.charAt(0)) {
      case '?' -> {
        breakpoints.clear();
        return "T05core:01;";
      }
      case 'q' -> {
        return data.startsWith("qSupported") ? "PacketSize=20020;vContSupported+" : "";
      }
      case 'Q' -> {
        if (hidesAbsolute) {
          return "";
        }
        absolute = data.endsWith("1");
        return "OK";
      }
      case 'g' -> {
        StringBuilder all = new StringBuilder();
        for (long each : own) {
          all.append("%016x".formatted(each));
        }
        return all.toString();
      }
      case 'P' -> {
        int equals = data.indexOf('=');
        own[Integer.parseInt(data, 1, equals, 16)] =
            Long.parseUnsignedLong(data, equals + 1, data.length(), 16);
        return "OK";
      }
      case 'm' -> {
        return read(data);
      }
      case 'M' -> {
        return write(data);
      }
      case 'Z', 'z' -> {
        String[] parts = data.split(",", -1);
        long address = Long.parseUnsignedLong(parts[1], 16);
        boolean _ = data.startsWith("Z") ? breakpoints.add(address) : breakpoints.remove(address);
        return "OK";
      }
      default -> {
        return "";
      }
    }
  }

  private String read(String data) {
    int comma = data.indexOf(',');
    long address = Long.parseUnsignedLong(data, 1, comma, 16);
    int length = Integer.parseInt(data, comma + 1, data.length(), 16);
    if (2 * length > 0x20020) {
      return "E22";
    }
    int at = (int) address;
    if (!absolute) {
      boolean home = (registers[current][0] & 0xc000_0000_0000L) == 0xc000_0000_0000L;
      at = translate(address, length, home);
    } else if (address < 0 || address + length > storage.length) {
      at = -1;
    }
    return at < 0 ? "E14" : HEX.formatHex(storage, at, at + length);
  }

  private String write(String data) {
    int comma = data.indexOf(',');
    long address = Long.parseUnsignedLong(data, 1, comma, 16);
    byte[] bytes = HEX.parseHex(data.substring(data.indexOf(':') + 1));
    int at = translate(address, bytes.length, true);
    if (at < 0) {
      return "E14";
    }
    System.arraycopy(bytes, 0, storage, at, bytes.length);
    return "OK";
  }
}
