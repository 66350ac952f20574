package io.zpci.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A scenario from its text to what its runs showed. */
class ScenarioRunnerTest {
  private static final String SPLIT =
      """
      scenario: 1
      title: The splitter of 2020 cuts a block
      stack: {qemu: qemu-7.2, guest: linux-5.10, mio: off}
      device: {model: memory}
      routes: [bar-rw]
      workload:
        - pcistb: {space: 0, offset: 0x0, length: 16}
          name: block
      cases:
        - name: pieces of 4
          fails: yes
          stack: {host: [linux-5.10, linux-6.1]}
          expect:
            - step: block
              verdict: cut
              arrived: [pcistg 0 0x0 4, pcistg 0 0x4 4, pcistg 0 0x8 4, pcistg 0 0xc 4]
        - name: whole without a VMM
          fails: no
          routes: [lpar]
          expect:
            - verdict: delivered
      """;

  private static ScenarioResult run(String text) {
    return new ScenarioRunner().run(ScenarioReader.read("t.yaml", "t", text));
  }

  @Test
  void eachCombinationIsRunAndMeetsItsExpectations() {
    ScenarioResult result = run(SPLIT);
    assertEquals(3, result.runs().size());
    assertEquals(List.of(), result.runs().stream().flatMap(each -> each.unmet().stream()).toList());
    assertTrue(result.met());
  }

  @Test
  void whatIsNotMetSaysWhatWasSeen() {
    ScenarioResult result = run(SPLIT.replace("verdict: cut", "verdict: delivered"));
    assertFalse(result.met());
    assertEquals(
        "verdict: delivered was expected, got cut",
        result.runs().getFirst().unmet().getFirst().why());
  }
}
