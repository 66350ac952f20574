package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFacts;
import io.zpci.machine.Passthrough;
import io.zpci.machine.Stack;
import io.zpci.route.LparRoute;
import io.zpci.testkit.register.RegisterDeclarationException;
import io.zpci.testkit.register.Registers;
import io.zpci.trace.Tap;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** The refusal that docs/register-files.md shows is the real one. */
class RegisterFilesPageTest {
  @Test
  void refusalIsShownAsItIs() {
    try (Arena arena = Arena.ofConfined();
        Passthrough guest =
            Passthrough.open(
                new LparRoute(),
                Stack.newest(),
                new Fabric(0).add(0x42, IsmFacts.plain(0)),
                arena,
                Tap.NONE)) {
      RegisterDeclarationException refused =
          assertThrows(
              RegisterDeclarationException.class, () -> Registers.of(WrongRegisters.class, guest));
      List<List<String>> shown =
          Pages.blocks(Pages.page("docs/register-files.md")).stream()
              .filter(block -> block.kind().equals("text"))
              .map(Pages.Block::lines)
              .filter(Predicate.not(List::isEmpty))
              .toList();
      assertEquals(List.of(refused.problems()), shown);
    }
  }
}
