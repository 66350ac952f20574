package io.zpci.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The texts of spec zpci 14.3, each one. */
class FunctionMessageTest {
  private static final String STAMP = "00 01607500000:000100 3 - 0000 000003ffe0128c02  ";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "add fid:22, fh:1000b, c:1|add|fid=34 fh=65547 c=1",
        "add fid:22, rc:-12|add|fid=34 rc=-12",
        "crt fid:22, rc:-22|crt|fid=34 rc=-22",
        "ena fid:22, fh:8001000b, rc:0|ena|fid=34 fh=2147549195 rc=0",
        "ena mio fid:22, fh:8001000b, rc:0|ena mio|fid=34 fh=2147549195 rc=0",
        "dis fid:22, fh:1000b, rc:0|dis|fid=34 fh=65547 rc=0",
        "conf fid:22, rc:0|conf|fid=34 rc=0",
        "deconf fid:22, rc:-5|deconf|fid=34 rc=-5",
        "rst fid:22, fh:8001000b|rst|fid=34 fh=2147549195",
        "reg ioat fid:22, cc:1, status:40|reg ioat|fid=34 cc=1 status=40",
        "unreg ioat fid:22, cc:3, status:0|unreg ioat|fid=34 cc=3 status=0",
        "ces fid:22, cc:1, status:18|ces|fid=34 cc=1 status=24",
        "rls fid:22, cc:1, status:18|rls|fid=34 cc=1 status=24",
        "err fid:22, fh:8001000b, pec:3a|err|fid=34 fh=2147549195 pec=58",
        "err fid:22, fh:8001000b (stale 8101000b)|err|fid=34 fh=2147549195 stale=2164326411",
        "avl fid:22, fh:1000b, pec:304|avl|fid=34 fh=65547 pec=772",
        "rsv fid:22|rsv|fid=34",
        "rem fid:22|rem|fid=34",
        "rea fid:22, fh:1000b|rea|fid=34 fh=65547",
        "uid checking:1|uid checking|value=1",
        "wb bit: 5|wb bit|value=5",
        "wb bit: n.a.|wb bit|"
      })
  void everyTextIsTakenApart(String text, String verb, String fields) {
    FunctionMessage message = Objects.requireNonNull(FunctionMessage.of(text));
    assertEquals(text, message.text());
    assertEquals(verb, message.verb());
    assertEquals(
        fields == null ? "" : fields,
        message.fields().stream()
            .map(field -> field.name() + "=" + field.value())
            .collect(Collectors.joining(" ")));
    assertEquals(1, Logs.of(STAMP + text).entries().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "add",
        "add fid:",
        "add fid:xyz",
        "add fid:22,",
        "add fid:22, foo:1",
        "jump fid:22",
        "add fid:ffffffffffffffff",
        "ena fid:22, rc:abc",
        "uid checking:",
        "uid checking:99999999999"
      })
  void anythingElseIsNone(String text) {
    assertNull(FunctionMessage.of(text));
    Logs logs = Logs.of(STAMP + text);
    assertEquals(List.of(), logs.entries());
    assertEquals(1, logs.file().foreign());
  }

  /** Under its heading every text is one of pci_msg. */
  @Test
  void underItsHeadingAnyTextIsKept() {
    Logs logs = Logs.of("== /sys/kernel/debug/s390dbf/pci_msg", STAMP + "something new:5");
    assertEquals(List.of("something new:5"), logs.says());
  }
}
