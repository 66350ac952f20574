package io.zpci.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A layout of its own, worked out by hand: BAR 1 of 0x1000 with the pending bits at 8 and a table
 * of two vectors at 0xfe0, its end; no BAR 0; a big-endian host; vendor bits that QEMU mixes in.
 */
class InstructionsLayoutTest {
  private static final String ENTRY = "000102030405060708090a0b01000000";

  private static String config(int at, String bytes) {
    byte[] config = new byte[256];
    for (int i = 0; i < 256; i++) {
      config[i] = (byte) (i ^ 0x5a);
    }
    byte[] set = HexFormat.of().parseHex(bytes);
    System.arraycopy(set, 0, config, at, set.length);
    return HexFormat.of().formatHex(config);
  }

  private static String own() {
    byte[] own = new byte[256];
    Arrays.fill(own, 0x10, 0x28, (byte) -1);
    return HexFormat.of().formatHex(own);
  }

  private static final String HEADER =
      "{\"recording\": 1, \"kind\": \"instructions\", \"trial\": \"qemu\", \"below\": \"qemu-11.1\","
          + " \"host_endian\": \"big\", \"device\": {\"bars\": {\"1\": \"0x1000\"}, \"msix\":"
          + " {\"bar\": 1, \"table\": \"0xfe0\", \"pba\": 8, \"vectors\": 2}, \"config\": \""
          + config(0, "")
          + "\", \"config_guest\": \""
          + config(0x10, "0c000000")
          + "\", \"config_own\": \""
          + own()
          + "\"}, \"function_handle\": \"0x80020001\", \"maxstbl\": 64, \"storage\": \"0x2000\","
          + " \"msix_table\": \""
          + ENTRY
          + ENTRY
          + "\"}";

  private static String block(String insn, String request, String offset, String memory) {
    return "{\"op\": \"pcistb\", \"insn\": \""
        + insn
        + "\", \"r1\": 1, \"r3\": 2, \"request\": \""
        + request
        + "\", \"offset\": \""
        + offset
        + "\", \"memory\": \""
        + memory
        + "\", ";
  }

  private static String single(String op, String request, String offset, String value) {
    boolean load = op.equals("pcilg");
    return "{\"op\": \""
        + op
        + "\", \"insn\": \""
        + (load ? "b9d20012" : "b9d00012")
        + "\", \"r1\": 1, \"r2\": 2, \"request\": \""
        + request
        + "\", \"offset\": \""
        + offset
        + "\", "
        + (load ? "" : "\"value\": \"" + value + "\", ");
  }

  private static String ended(
      String exception, String cc, String status, String after, String loaded) {
    return "\"outcome\": {\"exception\": "
        + exception
        + ", \"cc\": "
        + cc
        + ", \"status\": "
        + status
        + ", \"request_after\": \""
        + after
        + "\", \"loaded\": "
        + loaded
        + "}, ";
  }

  private static void same(String... lines) {
    List<String> text = new ArrayList<>(List.of(HEADER));
    text.addAll(List.of(lines));
    assertEquals(
        List.of(), new InstructionsReplayer().replay(Recording.parse("own", text)).differences());
  }

  @Test
  void blocksArriveInOrderFromABigEndianHost() {
    same(
        block("eb123ff000d0", "0x8002000100010010", "0x0", "0x1ff0")
            + "\"source\": \"000102030405060708090a0b0c0d0e0f\", "
            + ended("null", "0", "null", "0x8002000100010010", "null")
            + "\"accesses\": [{\"rw\": \"w\", \"region\": 1, \"offset\": 0, \"count\": 8, \"data\":"
            + " \"0001020304050607\"}, {\"rw\": \"w\", \"region\": 1, \"offset\": 8, \"count\": 8,"
            + " \"data\": \"08090a0b0c0d0e0f\"}]}");
  }

  @Test
  void theGroupsLargestBlockAndTheEndOfStorage() {
    String source = "00".repeat(8);
    same(
        block("eb123ff801d0", "0x8002000100010048", "0x0", "0x1ff8")
            + "\"source\": \""
            + source
            + "\", "
            + ended("\"specification\"", "null", "null", "0x8002000100010048", "null")
            + "\"accesses\": []}",
        block("eb123ff801d0", "0x8002000100010040", "0x0", "0x1ff8")
            + "\"source\": \""
            + source
            + "\", "
            + ended("\"addressing\"", "null", "null", "0x8002000100010040", "null")
            + "\"accesses\": []}");
  }

  @Test
  void theTableAtTheEndOfTheBar() {
    same(
        single("pcistg", "0x8002000100010008", "0xff8", "0x1122334455667788")
            + ended("null", "0", "null", "0x8002000100010008", "null")
            + "\"msix_changed\": {\"offset\": 24, \"data\": \"1122334455667788\"}, \"accesses\": []}",
        single("pcilg", "0x8002000100010008", "0xff0", "")
            + ended("null", "0", "null", "0x8002000100010008", "\"0x0001020304050607\"")
            + "\"accesses\": []}",
        single("pcilg", "0x8002000100010002", "0xff0", "")
            + ended("\"operand\"", "null", "null", "0x8002000100010002", "null")
            + "\"accesses\": []}",
        single("pcilg", "0x8002000100010004", "0x1000", "")
            + ended("\"operand\"", "null", "null", "0x8002000100010004", "null")
            + "\"accesses\": []}");
  }

  @Test
  void pendingBits() {
    same(
        single("pcilg", "0x8002000107010008", "0x8", "")
            + ended("null", "0", "null", "0x8002000107010008", "\"0xa1a2a3a4b1b2b3b4\"")
            + "\"accesses\": [{\"rw\": \"r\", \"region\": 1, \"offset\": 8, \"count\": 4, \"data\":"
            + " \"a1a2a3a4\"}, {\"rw\": \"r\", \"region\": 1, \"offset\": \"0xc\", \"count\": 4,"
            + " \"data\": \"b1b2b3b4\"}]}",
        single("pcistg", "0x8002000100010001", "0xf", "0x1")
            + ended("null", "0", "null", "0x8002000100010001", "null")
            + "\"accesses\": []}");
  }

  @Test
  void absentBarAndInvalidSpace() {
    same(
        single("pcistg", "0x8002000100000001", "0x0", "0x1")
            + ended("\"operand\"", "null", "null", "0x8002000100000001", "null")
            + "\"accesses\": []}",
        single("pcistg", "0x80020001ff0c0000", "0x0", "0x1")
            + ended("null", "1", "20", "0x80020001140c0000", "null")
            + "\"accesses\": []}",
        single("pcistg", "0x8002000000010001", "0x0", "0x1")
            + ended("null", "3", "null", "0x8002000000010001", "null")
            + "\"accesses\": []}");
  }

  @Test
  void configurationSpace() {
    same(
        single("pcilg", "0x80020001000f0004", "0x10", "")
            + ended("null", "0", "null", "0x80020001000f0004", "\"0x0c000000\"")
            + "\"accesses\": []}",
        single("pcilg", "0x80020001000f0002", "0x100000001", "")
            + ended("null", "0", "null", "0x80020001000f0002", "\"0x5b58\"")
            + "\"accesses\": [{\"rw\": \"r\", \"region\": 7, \"offset\": 1, \"count\": 2, \"data\":"
            + " \"5b58\"}]}",
        single("pcistg", "0x80020001000f0004", "0x10", "0xffffffff")
            + ended("null", "0", "null", "0x80020001000f0004", "null")
            + "\"accesses\": [{\"rw\": \"w\", \"region\": 7, \"offset\": 16, \"count\": 4, \"data\":"
            + " \"ffffffff\"}]}");
  }

  @Test
  void aLoadIntoItsOwnRequestRegister() {
    same(
        single("pcilg", "0x80020001000f0001", "0x100", "")
                .replace("b9d20012", "b9d20022")
                .replace("\"r1\": 1", "\"r1\": 2")
            + ended("null", "0", "null", "0x00000000ffffffff", "\"0xffffffff\"")
            + "\"accesses\": []}");
  }
}
