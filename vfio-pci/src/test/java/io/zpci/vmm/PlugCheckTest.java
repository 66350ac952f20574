package io.zpci.vmm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.function.FunctionFacts.Msix;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What QEMU says of a function without MSI-X (ISM), by version, interpreted or not. */
class PlugCheckTest {
  @ParameterizedTest
  @CsvSource({
    "qemu-5.2, false, 'refused, MSI-X mandatory'",
    "qemu-5.2, true, 'refused, MSI-X mandatory'",
    "qemu-7.2, false, 'refused, MSI-X mandatory'",
    "qemu-7.2, true, accepted",
    "qemu-10.0, false, 'refused, MSI-X mandatory'",
    "qemu-10.0, true, accepted",
    "qemu-10.2, false, 'refused, MSI-X mandatory'",
    "qemu-10.2, true, accepted",
    "qemu-11.1, false, 'refused, MSI-X mandatory'",
    "qemu-11.1, true, accepted"
  })
  void aFunctionWithoutMsix(String version, boolean interpreted, String word) {
    PlugCheck.Answer answer =
        PlugCheck.of(Plugged.version(version), interpreted, Plugged.facts(null));
    assertEquals(word, answer.word());
    assertEquals(word.equals("accepted") ? null : QemuRules.PLUG_MSIX, answer.rule());
    assertEquals(
        PlugCheck.Answer.ACCEPTED,
        PlugCheck.of(
            Plugged.version(version), interpreted, Plugged.facts(new Msix(2, 0x2000, 0x2800, 4))));
  }
}
