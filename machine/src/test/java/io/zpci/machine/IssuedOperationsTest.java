package io.zpci.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.linux.LinuxVersion;
import io.zpci.recording.Comparison;
import io.zpci.recording.Recording;
import io.zpci.recording.RecordingException;
import io.zpci.trace.Operation;
import io.zpci.verdict.FailureSignature;
import io.zpci.vmm.QemuVersion;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IssuedOperationsTest {
  private static final List<Issued> ALL_KINDS =
      List.of(
          Issued.store(Operation.PCISTB, 0, 0x40, Bytes.counting(1, 16)).from(0x8),
          Issued.load(Operation.PCILG, 0, 0x40, 8),
          Issued.store(Operation.PCISTG, 4, 0xffc, Bytes.ofHex("01020304")).inProblemState(),
          Issued.store(Operation.MEMCPY_TOIO, 0, 0x100, Bytes.counting(0, 64)),
          Issued.load(Operation.IOREAD, 0, 0x100, 4),
          Issued.load(Operation.PREAD, 0, 0, 8),
          Issued.load(Operation.PCILG, 0, -8L, 8));

  @TempDir Path folder;

  private static Stack old() {
    return new Stack(
        QemuVersion.all().getFirst(),
        LinuxVersion.all().getFirst(),
        LinuxVersion.newest(),
        ByteOrder.BIG_ENDIAN,
        false,
        true);
  }

  private Recording recording(List<String> lines) throws IOException {
    Path file = folder.resolve("issued.jsonl");
    Files.write(file, lines);
    return Recording.read(file);
  }

  private static SequenceRunner barRw() {
    return new SequenceRunner(Routes.named("bar-rw").orElseThrow(), old(), DeviceModel.MEMORY);
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    Recording recording = recording(IssuedOperations.record(barRw(), ALL_KINDS));
    IssuedOperations read = IssuedOperations.parse(recording);
    assertEquals(ALL_KINDS, read.issued());
    assertEquals(old(), read.stack());
    assertEquals(DeviceModel.MEMORY, read.device());
    assertEquals("bar-rw", read.route());
    assertEquals(
        List.of("refused", "cut", "refused", "refused", "delivered", "unavailable", "lost"),
        read.steps().stream().map(step -> step.was().verdict()).toList());
    assertEquals("qemu", read.steps().getFirst().was().by());
  }

  @Test
  void whatIsReplayedIsTheSame() throws IOException {
    Comparison comparison =
        Replayers.replay(recording(IssuedOperations.record(barRw(), ALL_KINDS)));
    assertEquals(List.of(), comparison.differences());
    assertEquals(ALL_KINDS.size(), comparison.operations());
  }

  @Test
  void whatIsDifferentIsNamed() throws IOException {
    List<String> lines = IssuedOperations.record(barRw(), ALL_KINDS.subList(0, 1));
    String altered = lines.get(1).replace("\"qemu\"", "\"vfio\"");
    assertFalse(altered.equals(lines.get(1)));
    Comparison comparison = Replayers.replay(recording(List.of(lines.get(0), altered)));
    assertEquals(
        List.of(new Comparison.Difference(2, "by", "vfio", "qemu")), comparison.differences());
  }

  @Test
  void otherRoutesTakeItToo() throws IOException {
    Recording recording = recording(IssuedOperations.record(barRw(), ALL_KINDS));
    List<RouteSummary> summaries = new RouteReplay(Routes.all()).replay(recording, Stack.newest());
    RouteSummary lpar = summaries.getFirst();
    assertEquals(7, lpar.operations());
    assertEquals(4, lpar.delivered());
    assertEquals(2, lpar.refused());
    assertEquals(4, lpar.firstBreak() == null ? 0 : lpar.firstBreak().line());
    assertNotNull(summaries.get(3).unavailable());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bar-rw|no-rw|1|\"route\": one of lpar, ",
        "\"memory\"|\"disk\"|1|\"model\": one of ism, memory was expected, got \"disk\"",
        "\"be\"|\"me\"|1|\"host_endian\": one of be, le was expected, got \"me\"",
        "\"pcistb\"|\"block\"|2|\"op\": one of pcilg, ",
        "\"len\":16|\"len\":15|2|\"data\": 15 bytes were expected as \"len\" says, got 16",
        "\"len\":16|\"len\":8192|2|\"len\": a number from 0 to 8191 was expected",
        "\"space\":0|\"space\":16|2|\"space\": a number from 0 to 15 was expected",
        "\"verdict\"|\"verdikt\"|2|\"verdict\" is missing",
        "bar-rw|ism-vfio-pci|1|route ism-vfio-pci: linux-5.10 has no ism-vfio-pci"
      })
  void aDamagedOneIsOneLine(String from, String to, int line, String said) throws IOException {
    List<String> lines = IssuedOperations.record(barRw(), ALL_KINDS.subList(0, 1));
    Recording recording = recording(lines.stream().map(each -> each.replace(from, to)).toList());
    RecordingException e =
        assertThrows(RecordingException.class, () -> Replayers.replay(recording));
    String message = String.valueOf(e.getMessage());
    assertTrue(message.contains("issued.jsonl:" + line + ": " + said), message);
  }

  @Test
  void aSignatureIsAFewWords() {
    assertEquals(
        "refused by qemu, qemu.pcistb.7",
        new FailureSignature("refused", "qemu", "qemu.pcistb.7").describe());
    assertEquals("cut", new FailureSignature("cut", null, null).describe());
  }
}
