package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.serve.BlockWay;
import io.zpci.serve.ServeEvent;
import io.zpci.vmm.QemuRules;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each event as a line and as an object. */
class ServeReportTest {
  private static final Path FILE = Path.of("/r");

  private static Arguments of(ServeEvent event, String text, String fields) {
    return Arguments.of(event, text, fields);
  }

  static Stream<Arguments> events() {
    return Stream.of(
        of(
            new ServeEvent.Serving("a", "memory", FILE, 0, BlockWay.SPLIT),
            "a: serves memory at /r, blocks by split",
            "'device':'memory','path':'/r','gid':null,'blocks':'split'"),
        of(
            new ServeEvent.Warned("a", "it will fail", QemuRules.PCISTB_LENGTH),
            "a: it will fail (qemu.pcistb.7: A block is longer than 8 bytes and a multiple of 8"
                + " long.)",
            "'rule':'qemu.pcistb.7'"),
        of(new ServeEvent.Connected("a"), "a: a client connected", ""),
        of(
            new ServeEvent.Disconnected("a", "it slept"),
            "a: the client is gone: it slept",
            "'why':'it slept'"),
        of(new ServeEvent.Enabled("a", true), "a: the guest enabled it", ""),
        of(new ServeEvent.Enabled("a", false), "a: the guest disabled it", ""),
        of(new ServeEvent.Reset("a"), "a: reset", ""),
        of(
            new ServeEvent.Blocks("a", BlockWay.GDBSTUB, "found", false),
            "a: gdbstub: found",
            "'blocks':'gdbstub','failed':false,'what':'found'"),
        of(
            new ServeEvent.Commanded("a", "REG_DMB", 0, 0x1000, 4096, 0x5_0000_0000L),
            "a: REG_DMB at 0x1000, 4096 bytes, token 0x500000000",
            "'command':'REG_DMB','ret':0,'address':'0x1000','length':4096,'token':'0x500000000'"),
        of(
            new ServeEvent.Commanded("a", "command 0x99", 3, 0, 0, 0),
            "a: command 0x99: failed with 3",
            "'command':'command 0x99','ret':3,'address':null,'length':0,'token':null"),
        of(
            new ServeEvent.Broken("a", "device", QemuRules.PCISTB_OFFSET, "pcistb 0+0x1 8", 10),
            "a: qemu.pcistb.6 broken at the device by pcistb 0+0x1 8 for the 10th time: The offset"
                + " of a block is a multiple of 8.",
            "'rule':'qemu.pcistb.6','brokenBy':'device','operation':'pcistb 0+0x1 8','times':10"),
        of(
            new ServeEvent.SignalLost("a", 1),
            "a: a signal is lost: the guest has set up no interrupt",
            "'times':1"),
        of(
            new ServeEvent.Refused("a", "DMA_MAP", 22, "EINVAL", 100),
            "a: refused for the 100th time: DMA_MAP (EINVAL)",
            "'what':'DMA_MAP','errno':'EINVAL','times':100"),
        of(
            new ServeEvent.FileFailed(FILE, "full"),
            "/r ends here: full",
            "'path':'/r','why':'full'"),
        of(
            new ServeEvent.Left(FILE, "held"),
            "/r is left behind: held",
            "'path':'/r','why':'held'"),
        of(
            new ServeEvent.Missing(5),
            "5 lines are missing here: they came faster than they could be written",
            "'count':5"),
        of(
            new ServeEvent.Ended(List.of(FILE)),
            "ended, sockets removed; written: [/r]",
            "'files':['/r']"));
  }

  @ParameterizedTest
  @MethodSource("events")
  void asALineAndAsAnObject(ServeEvent event, String text, String fields) {
    StringWriter lines = new StringWriter();
    PrintWriter out = new PrintWriter(lines);
    new ServeReport.Lines(new Page(out, false, false), Surroundings.of(out, out))
        .happened(1_234_567_890L, event);
    assertEquals("     1.235 " + text + "\n", lines.toString());

    StringWriter objects = new StringWriter();
    new ServeReport.Json(new PrintWriter(objects)).happened(1_234_567_890L, event);
    String function = event.function();
    String expected =
        "{'t':1.234567,'event':'%s','function':%s,'text':'%s'%s}\n"
            .formatted(
                word(objects.toString()),
                function == null ? "null" : "'" + function + "'",
                event.text(),
                fields.isEmpty() ? "" : "," + fields);
    assertEquals(expected.replace('\'', '"'), objects.toString());
  }

  private static String word(String object) {
    String rest = object.substring(object.indexOf("\"event\":\"") + 9);
    return rest.substring(0, rest.indexOf('"'));
  }
}
