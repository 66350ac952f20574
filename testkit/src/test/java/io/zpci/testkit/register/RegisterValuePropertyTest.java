package io.zpci.testkit.register;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.function.MemoryFunction;
import io.zpci.machine.Passthrough;
import io.zpci.machine.Routes;
import io.zpci.machine.Stack;
import io.zpci.storage.GuestStorage;
import io.zpci.testkit.register.Order.Endian;
import io.zpci.trace.Tap;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Random values through all widths and byte orders, against plain bytes. */
class RegisterValuePropertyTest {
  private static final long SEED = Long.getLong("zpci.seed", 0x5eed_0003L);
  private static final int VALUES = 20_000;

  private final SplittableRandom random = new SplittableRandom(SEED);
  private final Arena arena = Arena.ofConfined();

  RegisterValuePropertyTest() {
    System.out.printf("RegisterValuePropertyTest: -Dzpci.seed=%d%n", SEED);
  }

  @AfterEach
  void close() {
    arena.close();
  }

  private int pick(int... from) {
    return from[random.nextInt(from.length)];
  }

  @Space(0)
  interface Values {
    @Offset(0)
    byte r1(@At long at);

    @Offset(0)
    void w1(@At long at, byte value);

    @Offset(0)
    short r2(@At long at);

    @Offset(0)
    void w2(@At long at, short value);

    @Offset(0)
    int r4(@At long at);

    @Offset(0)
    void w4(@At long at, int value);

    @Offset(0)
    long r8(@At long at);

    @Offset(0)
    void w8(@At long at, long value);

    @Offset(0)
    @Order(Endian.BIG_ENDIAN)
    short r2Big(@At long at);

    @Offset(0)
    @Order(Endian.BIG_ENDIAN)
    void w2Big(@At long at, short value);

    @Offset(0)
    @Order(Endian.BIG_ENDIAN)
    int r4Big(@At long at);

    @Offset(0)
    @Order(Endian.BIG_ENDIAN)
    void w4Big(@At long at, int value);

    @Offset(0)
    @Order(Endian.BIG_ENDIAN)
    long r8Big(@At long at);

    @Offset(0)
    @Order(Endian.BIG_ENDIAN)
    void w8Big(@At long at, long value);

    @Offset(0)
    @Width(1)
    long zero1(@At long at);

    @Offset(0)
    @Width(value = 1, signed = true)
    int sign1(@At long at);

    @Offset(0)
    @Width(2)
    int zero2(@At long at);

    @Offset(0)
    @Width(value = 2, signed = true)
    long sign2(@At long at);

    @Offset(0)
    @Width(4)
    long zero4(@At long at);

    @Offset(0)
    @Width(value = 4, signed = true)
    @Order(Endian.BIG_ENDIAN)
    long sign4Big(@At long at);

    @Offset(0)
    @Width(2)
    @Order(Endian.BIG_ENDIAN)
    int narrow2Big(@At long at, long value);

    @Offset(0)
    @Width(4)
    int narrow4(@At long at, long value);

    @Offset(0)
    @Width(4)
    int into4(@At long at, Register loaded);

    @Offset(0)
    @Width(value = 8)
    @Order(Endian.BIG_ENDIAN)
    int into8Big(@At long at, Register loaded);

    @Offset(0)
    @StoreBlock
    void block(@At long at, long address, int length);
  }

  /** What {@code width} bytes of {@code bytes} mean, one byte after the other. */
  private static long meaning(byte[] bytes, int at, int width, boolean big, boolean signed) {
    long value = signed && bytes[big ? at : at + width - 1] < 0 ? -1 : 0;
    for (int i = 0; i < width; i++) {
      value = value * 256 + Byte.toUnsignedInt(bytes[big ? at + i : at + width - 1 - i]);
    }
    return value;
  }

  private static void put(byte[] bytes, int at, int width, boolean big, long value) {
    long rest = value;
    for (int i = 0; i < width; i++) {
      bytes[big ? at + width - 1 - i : at + i] = (byte) Math.floorMod(rest, 256);
      rest = Math.floorDiv(rest, 256);
    }
  }

  private void run(Values registers, Passthrough guest) {
    byte[] bytes = new byte[4096];
    GuestStorage storage = guest.storage();
    Register loaded = new Register();
    for (int i = 0; i < VALUES; i++) {
      int at = 8 * random.nextInt(512);
      long value = random.nextInt(4) == 0 ? random.nextInt(-2, 3) : random.nextLong();
      write(registers, bytes, storage, at, value);
      check(registers, bytes, at, loaded, i);
    }
    for (int at = 0; at < bytes.length; at++) {
      assertEquals(Outcome.OK, guest.function().load(0, at, 1, loaded));
      assertEquals(bytes[at], (byte) loaded.get(), "seed " + SEED + " byte " + at);
    }
  }

  private void write(Values registers, byte[] bytes, GuestStorage storage, int at, long value) {
    int in = at + pick(0, 0, 4);
    switch (random.nextInt(10)) {
      case 0 -> {
        int odd = at + random.nextInt(8);
        registers.w1(odd, (byte) value);
        put(bytes, odd, 1, false, value);
      }
      case 1 -> {
        int even = at + 2 * random.nextInt(4);
        registers.w2(even, (short) value);
        put(bytes, even, 2, false, value);
      }
      case 2 -> {
        registers.w4(in, (int) value);
        put(bytes, in, 4, false, value);
      }
      case 3 -> {
        registers.w8(at, value);
        put(bytes, at, 8, false, value);
      }
      case 4 -> {
        registers.w2Big(in, (short) value);
        put(bytes, in, 2, true, value);
      }
      case 5 -> {
        registers.w4Big(in, (int) value);
        put(bytes, in, 4, true, value);
      }
      case 6 -> {
        registers.w8Big(at, value);
        put(bytes, at, 8, true, value);
      }
      case 7 -> {
        assertEquals(0, registers.narrow2Big(in, value));
        put(bytes, in, 2, true, value);
      }
      case 8 -> {
        assertEquals(0, registers.narrow4(in, value));
        put(bytes, in, 4, false, value);
      }
      default -> {
        int length = 8 * random.nextInt(2, 17);
        int start = Math.min(at, 4096 - length);
        for (int i = 0; i < length; i++) {
          bytes[start + i] = (byte) random.nextInt();
          storage.putByte(0x1000 + i, bytes[start + i]);
        }
        registers.block(start, 0x1000, length);
      }
    }
  }

  private static void check(Values registers, byte[] bytes, int at, Register loaded, int step) {
    String where = "seed " + SEED + " step " + step + " at " + at;
    assertEquals(bytes[at], registers.r1(at), where);
    assertEquals((short) meaning(bytes, at, 2, false, false), registers.r2(at), where);
    assertEquals((int) meaning(bytes, at, 4, false, false), registers.r4(at), where);
    assertEquals(meaning(bytes, at, 8, false, false), registers.r8(at), where);
    assertEquals((short) meaning(bytes, at, 2, true, false), registers.r2Big(at), where);
    assertEquals((int) meaning(bytes, at, 4, true, false), registers.r4Big(at), where);
    assertEquals(meaning(bytes, at, 8, true, false), registers.r8Big(at), where);
    assertEquals(meaning(bytes, at, 1, false, false), registers.zero1(at), where);
    assertEquals(meaning(bytes, at, 1, false, true), registers.sign1(at), where);
    assertEquals(meaning(bytes, at, 2, false, false), registers.zero2(at), where);
    assertEquals(meaning(bytes, at, 2, false, true), registers.sign2(at), where);
    assertEquals(meaning(bytes, at, 4, false, false), registers.zero4(at), where);
    assertEquals(meaning(bytes, at, 4, true, true), registers.sign4Big(at), where);
    assertEquals(0, registers.into4(at, loaded), where);
    assertEquals(meaning(bytes, at, 4, false, false), loaded.get(), where);
    assertEquals(0, registers.into8Big(at, loaded), where);
    assertEquals(meaning(bytes, at, 8, true, false), loaded.get(), where);
  }

  @Test
  void valuesByHandle() {
    for (String route : List.of("lpar", "bar-rw")) {
      Passthrough guest = open(route);
      run(Registers.of(Values.class, guest), guest);
    }
  }

  @Test
  void valuesByMio() {
    Passthrough guest = open("lpar");
    run(
        Registers.of(
            Values.class,
            Binding.byMio(guest.instructions(), guest.io().zdev()).withStorage(guest.storage())),
        guest);
  }

  @Test
  void valuesThroughTheKernel() {
    Passthrough guest = open("lpar");
    run(
        Registers.of(Values.class, Binding.throughKernel(guest.io()).withStorage(guest.storage())),
        guest);
  }

  private Passthrough open(String route) {
    return Passthrough.open(
        Routes.named(route).orElseThrow(),
        Stack.newest(),
        MemoryFunction.memory(),
        arena,
        Tap.NONE);
  }
}
