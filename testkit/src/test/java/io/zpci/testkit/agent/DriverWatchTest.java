package io.zpci.testkit.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.MioAddress;
import io.zpci.arch.Register;
import io.zpci.arch.Rule;
import io.zpci.function.MemoryFunction;
import io.zpci.ism.IsmRules;
import io.zpci.linux.LinuxIo;
import io.zpci.storage.GuestStorage;
import io.zpci.testkit.watched.Commands;
import io.zpci.testkit.watched.Moves;
import io.zpci.testkit.watched.Pointers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each rule, broken by a driver: rule, line, call, and what was found, by value. */
class DriverWatchTest {
  private static final String DRIVERS = "io.zpci.testkit.watched";

  private WatchedIsm ism;
  private DriverWatch watch;

  @BeforeEach
  void attach() {
    ism = WatchedIsm.lpar();
    watch = DriverWatch.attach(DRIVERS, ism.passthrough);
  }

  @AfterEach
  void close() {
    watch.close();
    ism.close();
  }

  private void assertFound(Rule rule, Class<?> type, String mark, String call, String what) {
    assertEquals(1, watch.findings().size(), watch.report());
    Finding finding = watch.findings().getFirst();
    assertEquals(rule, finding.rule());
    assertEquals(type.getName(), finding.line().getClassName());
    assertEquals(Marked.line(type, mark), finding.line().getLineNumber(), watch.report());
    assertEquals(call, finding.call());
    assertEquals(what, finding.what());
    assertTrue(WatchRules.ALL.contains(rule), rule.id());
  }

  private Commands commands() {
    return new Commands(ism.passthrough.dev());
  }

  private Moves moves() {
    return new Moves(ism.passthrough.dev());
  }

  private Pointers pointers() {
    return new Pointers(ism.passthrough.io(), ism.passthrough.storage());
  }

  @Test
  void rightCommandsBreakNothing() {
    Commands commands = commands();
    assertEquals(WatchedIsm.GID, commands.readGid());
    assertEquals(0, commands.addVlan(5));
    assertEquals(0, commands.addVlan(6));
    assertEquals(List.of(), watch.findings());
    assertEquals(3 + 3 + 3, watch.calls());
    watch.assertClean();
  }

  @Test
  void headerBeforePayload() {
    commands().headerFirst(5);
    assertFound(
        IsmRules.R_08,
        Commands.class,
        "header first",
        "PciDev.storeBlock(space 2, offset 0x0, length 8, address 0x101000)",
        "the header of command 0x4 asks for 8 bytes of payload, and none was written before it");
  }
}
