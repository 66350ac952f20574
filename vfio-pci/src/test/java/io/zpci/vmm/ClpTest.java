package io.zpci.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.FunctionState;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.storage.GuestStorage;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CLP on real blocks: request at 0x10000, response behind it. */
class ClpTest {
  private static final long BLOCK = 0x10000;
  private static final long RESPONSE = BLOCK + 32;
  private static final int DISABLED_HANDLE = 0x0002_0000;

  private final Plugged qemu = new Plugged();
  private final GuestStorage storage = qemu.storage;

  private int clp(int requestLength, int command, int room) {
    storage.putShort(BLOCK, requestLength);
    storage.putShort(BLOCK + 2, command);
    storage.putShort(BLOCK + requestLength, room);
    return execute(Issue.HANDLE, BLOCK);
  }

  private int execute(int issue, long block) {
    qemu.broken.clear();
    return qemu.interception.execute(new PciInstruction.Clp(issue, storage, block));
  }

  private void clear() {
    for (long at = BLOCK; at < BLOCK + 4096; at += 8) {
      storage.putLong(at, 0);
    }
  }

  private int code() {
    return storage.getShort(RESPONSE + 2);
  }

  private int set(int operation, int spaces, int handle) {
    clear();
    storage.putInt(BLOCK + 16, handle);
    storage.putByte(BLOCK + 22, operation);
    storage.putByte(BLOCK + 23, spaces);
    assertEquals(Outcome.OK, clp(32, 5, 160));
    return code();
  }

  @Test
  void problemState() {
    assertEquals(Plugged.PRIVILEGED, execute(Issue.PROBLEM_STATE, BLOCK));
    assertEquals(List.of(QemuRules.CLP_PRIVILEGED), qemu.broken);
  }

  @ParameterizedTest
  @CsvSource({
    "8, 32, qemu.clp.2", "36, 32, qemu.clp.2", "8192, 32, qemu.clp.2", "12, 32, qemu.clp.2",
    "32, 4, qemu.clp.3", "32, 12, qemu.clp.3", "32, 8184, qemu.clp.3", "32, 8168, qemu.clp.4"
  })
  void badLengths(int request, int response, String rule) {
    clear();
    assertEquals(Plugged.OPERAND, clp(request, 2, response));
    assertEquals(rule, qemu.broken.getFirst().id());
  }

  @Test
  void storageThatIsNotThere() {
    assertEquals(Plugged.ADDRESSING, execute(Issue.HANDLE, 0x1fff8));
    storage.putShort(0x1ffe0, 32);
    assertEquals(Plugged.ADDRESSING, execute(Issue.HANDLE, 0x1ffe0));
    storage.putShort(0x1ff80, 32);
    storage.putShort(0x1ffa0, 4064);
    assertEquals(Plugged.ADDRESSING, execute(Issue.HANDLE, 0x1ff80));
  }

  @ParameterizedTest
  @CsvSource({"16", "24", "40"})
  void aRequestOfAnotherLength(int length) {
    clear();
    assertEquals(Outcome.OK, clp(length, 1, 32));
    assertEquals(0x0050, storage.getShort(BLOCK + length + 2));
  }

  @ParameterizedTest
  @CsvSource({"0", "1", "6", "256"})
  void unknownCommands(int command) {
    clear();
    assertEquals(Outcome.OK, clp(32, command, 32));
    assertEquals(0x0020, code());
  }

  @Test
  void list() {
    clear();
    assertEquals(Outcome.OK, clp(32, 2, 4064));
    assertEquals(0x0010, code());
    assertEquals(48, storage.getShort(RESPONSE));
    assertEquals(0, storage.getLong(RESPONSE + 16));
    assertEquals(0x00ff_0000_1000_0110L, storage.getLong(RESPONSE + 24));
    assertEquals(0x0005_1b36_8000_0000L, storage.getLong(RESPONSE + 32));
    assertEquals(0x0000_0000_8002_0000L, storage.getLong(RESPONSE + 40));
    clear();
    assertEquals(Outcome.OK, clp(32, 2, 48));
    assertEquals(0x0010, code());
    qemu.interception.state(FunctionState.STANDBY);
    clear();
    assertEquals(Outcome.OK, clp(32, 2, 48));
    assertEquals(0, storage.getInt(RESPONSE + 36));
    assertEquals(DISABLED_HANDLE, storage.getInt(RESPONSE + 44));
    qemu.interception.state(FunctionState.RESERVED);
    clear();
    assertEquals(Outcome.OK, clp(32, 2, 48));
    assertEquals(32, storage.getShort(RESPONSE));
  }

  @ParameterizedTest
  @CsvSource({
    "0x10000001, 1, 7, 40, 0x0040, 0",
    "0x00000001, 0, 7, 40, 0x0070, 0",
    "0x00000000, 1, 7, 40, 0x0070, 0",
    "0x00000000, 0, 7, 40, 0x010a, 0",
    "0x00000000, 0, 0, 40, 0x0060, 0",
    "0x00000000, 0, 0, 56, 0x0050, 3"
  })
  void listChecksInOrder(String format, long reserved, long token, int room, String code, int cc) {
    clear();
    storage.putInt(BLOCK + 4, Integer.decode(format));
    storage.putLong(BLOCK + 8, reserved);
    storage.putLong(BLOCK + 16, token);
    storage.putLong(BLOCK + 24, -1L);
    assertEquals(cc, clp(32, 2, room));
    assertEquals(Integer.decode(code), code());
  }

  @ParameterizedTest
  @CsvSource({
    "qemu-5.2, 0x0000000c",
    "qemu-7.2, 0x0000000c",
    "qemu-10.0, 0x0c000000",
    "qemu-10.2, 0x0c000000",
    "qemu-11.1, 0x0c000000"
  })
  void queryFunction(String version, String bar) {
    Plugged other = new Plugged(Plugged.version(version), ByteOrder.BIG_ENDIAN);
    GuestStorage at = other.storage;
    for (long i = 0; i < 256; i += 8) {
      at.putLong(BLOCK + i, 0);
    }
    at.putShort(BLOCK, 32);
    at.putShort(BLOCK + 2, 3);
    at.putInt(BLOCK + 16, Plugged.HANDLE);
    at.putShort(RESPONSE, 192);
    assertEquals(Outcome.OK, other.interception.execute(new PciInstruction.Clp(0, at, BLOCK)));
    assertEquals(0x0010, at.getShort(RESPONSE + 2));
    assertEquals(0x0000_00ff_0000_0000L, at.getLong(RESPONSE + 16));
    assertEquals(0x0e00_0e00_0800_0123L, at.getLong(RESPONSE + 24));
    assertEquals(Integer.decode(bar), at.getInt(RESPONSE + 32));
    assertEquals(0, at.getInt(RESPONSE + 36));
    assertEquals(0, at.getInt(RESPONSE + 60));
    assertEquals(0x1_0000_0000L, at.getLong(RESPONSE + 64));
    assertEquals(0x01ff_ffff_ffff_ffffL, at.getLong(RESPONSE + 72));
    assertEquals(1, at.getInt(RESPONSE + 124));
  }

  @Test
  void queryOfAnUnknownHandle() {
    clear();
    storage.putInt(BLOCK + 16, DISABLED_HANDLE);
    assertEquals(Outcome.OK, clp(32, 3, 192));
    assertEquals(0x0101, code());
  }

  @Test
  void aShortResponseIsCut() {
    clear();
    storage.putInt(BLOCK + 16, Plugged.HANDLE);
    assertEquals(Outcome.OK, clp(32, 3, 8));
    assertEquals(0x0010, code());
    assertEquals(0, storage.getLong(RESPONSE + 16));
    assertEquals(0, storage.getLong(RESPONSE + 64));
  }

  @Test
  void queryGroup() {
    clear();
    storage.putByte(BLOCK + 19, 0xff);
    assertEquals(Outcome.OK, clp(32, 4, 64));
    assertEquals(0x0010, code());
    assertEquals(0x0080_0001_0080_0fa0L, storage.getLong(RESPONSE + 16));
    assertEquals(0x4000_0000_0000_0000L, storage.getLong(RESPONSE + 24));
    assertEquals(0, storage.getLong(RESPONSE + 32));
    assertEquals(0xfe00_0000_0000_0000L, storage.getLong(RESPONSE + 40));
    clear();
    storage.putByte(BLOCK + 19, 0xf0);
    assertEquals(Outcome.OK, clp(32, 4, 64));
    assertEquals(0x010b, code());
  }

  @Test
  void disableAndEnable() {
    assertEquals(0x0102, set(0, 1, Plugged.HANDLE));
    assertEquals(0x0101, set(1, 0, DISABLED_HANDLE));
    assertEquals(0x0010, set(1, 0, Plugged.HANDLE));
    assertEquals(DISABLED_HANDLE, storage.getInt(RESPONSE + 16));
    assertEquals(FunctionState.DISABLED, qemu.interception.state());
    assertEquals(Plugged.CC3, qemu.load(0, 4, 0));
    assertEquals(0x0102, set(1, 0, DISABLED_HANDLE));
    assertEquals(0x0103, set(0, 0, DISABLED_HANDLE));
    assertEquals(0x0104, set(0, 2, DISABLED_HANDLE));
    assertEquals(0x0102, set(2, 1, DISABLED_HANDLE));
    assertEquals(0x0102, set(3, 1, DISABLED_HANDLE));
    assertEquals(0x0010, set(0, 1, DISABLED_HANDLE));
    assertEquals(Plugged.HANDLE, storage.getInt(RESPONSE + 16));
    assertEquals(FunctionState.ENABLED, qemu.interception.state());
    assertEquals(Plugged.OK, qemu.load(0, 4, 0));
  }

  @Test
  void thePciWriteBarrierIsNotInstalled() {
    assertEquals(Plugged.OPERATION, qemu.interception.execute(new PciInstruction.Pciwb(Issue.MIO)));
  }
}
