package io.zpci.firmware;

import static io.zpci.firmware.Bench.ADDRESSING;
import static io.zpci.firmware.Bench.OPERAND;
import static io.zpci.firmware.Bench.PRIVILEGED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction.Clp;
import io.zpci.function.MemoryFunction;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * CLP itself, and its command list PCI functions, as raw blocks. Source: spec zpci 4.8, 5.1, 5.3.
 */
class ClpListTest {
  private static final int LIST = 2;

  private final Bench bench = new Bench();

  @Test
  void twoFunctions() {
    ClpCall call = new ClpCall(bench, LIST, 4064);
    assertEquals(0x0010, call.code());
    assertEquals(64, call.responseShort(0), "32 bytes and two entries");
    assertEquals(0, call.responseInt(4));
    assertEquals(0, call.responseLong(8));
    assertEquals(0, call.responseLong(16), "no more to come");
    assertEquals(0, call.responseInt(24));
    assertEquals(0xffff0110, call.responseInt(28), "65,535 functions, uids unique, entries of 16");
    assertEquals(0x00051b36_80000000L, call.responseLong(32));
    assertEquals(0x00000011_81000001L, call.responseLong(40));
    assertEquals(0x04ed1014_80000000L, call.responseLong(48));
    assertEquals(0x00000022_81000002L, call.responseLong(56));
    assertEquals(0xeeee_eeee, call.responseInt(64), "the room behind stays as it was");
    assertEquals(List.of(), bench.broken());
  }

  @Test
  void aStandbyFunctionIsListedAsNotConfigured() {
    bench.strictEntry.deconfigure();
    ClpCall call = new ClpCall(bench, LIST, 4064);
    call.code();
    assertEquals(0x00051b36_00000000L, call.responseLong(32));
    assertEquals(0x00000011_02000001L, call.responseLong(40), "the handle is not enabled");
  }

  @Test
  void anUnpluggedFunctionIsNotListed() {
    bench.firmware.unplug(bench.strictEntry);
    ClpCall call = new ClpCall(bench, LIST, 4064);
    assertEquals(0x0010, call.code());
    assertEquals(48, call.responseShort(0));
    assertEquals(0x22, call.responseInt(40));
  }

  @Test
  void aReservedFunctionIsSkipped() {
    bench.strictEntry.reserve();
    ClpCall call = new ClpCall(bench, LIST, 4064);
    assertEquals(0x0010, call.code());
    assertEquals(48, call.responseShort(0));
    assertEquals(0x22, call.responseInt(40));
  }

  @Test
  void aMachineWithoutFunctionsAnswersAnEmptyList() {
    bench.firmware.unplug(bench.strictEntry);
    bench.firmware.unplug(bench.relaxedEntry);
    ClpCall call = new ClpCall(bench, LIST, 48);
    assertEquals(0x0010, call.code());
    assertEquals(32, call.responseShort(0));
    assertEquals(0, call.responseLong(16));
  }

  @Test
  void aListIsResumedWhereItStopped() {
    for (int fid = 0x33; fid < 0x33 + 600; fid++) {
      bench.firmware.plug(MemoryFunction.memory(), fid, fid);
    }
    List<Integer> fids = new ArrayList<>();
    List<Long> tokens = new ArrayList<>();
    long token = 0;
    do {
      ClpCall call = new ClpCall(bench, LIST, 4064).putLong(16, token);
      assertEquals(0x0010, call.code());
      int entries = (call.responseShort(0) - 32) / call.responseByte(31);
      for (int i = 0; i < entries; i++) {
        fids.add(call.responseInt(32 + 16 * i + 8));
      }
      token = call.responseLong(16);
      tokens.add(token);
    } while (token != 0);
    assertEquals(
        List.of(253L, 505L, 0L), tokens, "252 entries a call; the token is the next index");
    assertEquals(602, fids.size());
    assertEquals(602, fids.stream().distinct().count());
  }

  @Test
  void roomForOneEntryTakesOne() {
    ClpCall call = new ClpCall(bench, LIST, 48);
    assertEquals(0x0010, call.code());
    assertEquals(48, call.responseShort(0));
    assertEquals(2, call.responseLong(16));
    assertEquals(0x11, call.responseInt(40));
  }

  @Test
  void problemStateIsPrivileged() {
    assertEquals(
        PRIVILEGED, bench.firmware.execute(new Clp(Issue.PROBLEM_STATE, bench.storage, 1)));
    assertEquals(List.of("R-30"), bench.broken());
  }

  @ParameterizedTest
  @CsvSource({
    "0, 64",
    "8, 64",
    "36, 64",
    "12, 64",
    "8192, 64",
    "0xfff8, 64",
    "32, 0",
    "32, 4",
    "32, 12",
    "32, 8184",
    "24, 8176",
    "32, 8168"
  })
  void lengthsThatAreNone(int request, int room) {
    ClpCall call = new ClpCall(bench, LIST, room);
    call.storage.putShort(ClpCall.BLOCK, request);
    if (request >= 16 && request < 64) {
      call.requestLength(request, room);
    }
    assertEquals(OPERAND, call.execute());
    assertEquals(List.of("firmware.clp.length"), bench.broken());
  }

  @Test
  void theBlockHasToLieInStorage() {
    long end = Bench.STORAGE + Bench.STORAGE_SIZE;
    assertEquals(ADDRESSING, bench.firmware.execute(new Clp(0, bench.storage, 0)));
    assertEquals(ADDRESSING, bench.firmware.execute(new Clp(0, bench.storage, end - 8)));
    bench.storage.putShort(end - 32, 32);
    assertEquals(ADDRESSING, bench.firmware.execute(new Clp(0, bench.storage, end - 32)));
    bench.storage.putShort(end - 48, 32);
    bench.storage.putShort(end - 16, 64);
    assertEquals(ADDRESSING, bench.firmware.execute(new Clp(0, bench.storage, end - 48)));
    assertEquals(
        List.of("firmware.storage", "firmware.storage", "firmware.storage", "firmware.storage"),
        bench.broken());
  }

  @ParameterizedTest
  @CsvSource({
    "24, 2, 0x50",
    "16, 2, 0x50",
    "40, 3, 0x50",
    "24, 9, 0x50",
    "32, 1, 0x50",
    "32, 0, 0x20",
    "32, 6, 0x20"
  })
  void requestLengthBeforeCommand(int length, int command, int code) {
    ClpCall call = new ClpCall(bench, command, 64).requestLength(length, 64);
    assertEquals(code, call.code());
    assertEquals(64, call.responseShort(0), "the room stays");
  }

  @Test
  void formatThenReservedThenTokenThenRoom() {
    ClpCall call = new ClpCall(bench, LIST, 40).putInt(4, 0x80000001).putLong(8, 1).putLong(16, 77);
    assertEquals(0x0040, call.code());
    assertEquals(0x0070, call.putInt(4, 1).code());
    assertEquals(0x0070, call.putInt(4, 0).code());
    assertEquals(0x010a, call.putLong(8, 0).code());
    assertEquals(0x0060, call.putLong(16, 0).code());
    assertEquals(
        0xeeee_eeee, call.responseInt(4), "a refused list leaves the rest of the response");
  }

  @Test
  void theReservedFieldBehindTheTokenIsNotLookedAt() {
    assertEquals(0x0010, new ClpCall(bench, LIST, 48).putLong(24, -1).code());
  }

  @ParameterizedTest
  @CsvSource({"3", "0xffff", "0x10000", "0x100000001", "-1", "-9223372036854775808"})
  void aTokenIsAnIndexThatIsThere(long token) {
    assertEquals(0x010a, new ClpCall(bench, LIST, 48).putLong(16, token).code());
  }

  @Test
  void roomThatDoesNotEndWithAnEntry() {
    ClpCall call = new ClpCall(bench, LIST, 56);
    assertEquals(Outcome.INVALID_HANDLE, call.execute());
    assertEquals(0x0050, call.responseShort(2));
    assertEquals(List.of("firmware.clp.list"), bench.broken());
  }
}
