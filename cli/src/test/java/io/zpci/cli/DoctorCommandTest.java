package io.zpci.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.cli.Finding.State;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class DoctorCommandTest {
  private static final List<Finding> FINDINGS =
      List.of(
          new Finding("JDK", State.LACKING, "24, /jdk", "the command", true, "get 25"),
          new Finding("QEMU", State.MISSING, null, "real guests", false, "get QEMU"),
          new Finding("terminal", State.ABSENT, null, "boxes", false, null));

  @Test
  void aRowForEachAndALineForWhatIsMissing() {
    assertEquals(
        """
        what      state    which     wanted for
        --------  -------  --------  -----------
        JDK       lacking  24, /jdk  the command
        QEMU      missing            real guests
        terminal  absent             boxes

        JDK: get 25
        QEMU: get QEMU

        The command itself lacks: JDK.
        """,
        Ran.plain(page -> DoctorCommand.print(page, FINDINGS)));
    assertEquals(1, DoctorCommand.exit(FINDINGS));
    assertEquals(0, DoctorCommand.exit(FINDINGS.subList(1, 3)));
  }

  @Test
  void nothingMissingIsSaid() {
    assertEquals(
        """
        what      state   which  wanted for
        --------  ------  -----  ----------
        terminal  absent         boxes

        The command has all that it needs.
        """,
        Ran.plain(page -> DoctorCommand.print(page, FINDINGS.subList(2, 3))));
  }

  @Test
  void json() {
    assertEquals(
        """
        {"name":"JDK","state":"lacking","what":"24, /jdk","wantedFor":"the command",\
        "needed":true,"advice":"get 25"}
        {"name":"terminal","state":"absent","what":null,"wantedFor":"boxes",\
        "needed":false,"advice":null}
        """,
        Ran.json(lines -> {
          DoctorCommand.json(lines, FINDINGS.getFirst());
          DoctorCommand.json(lines, FINDINGS.getLast());
        }));
  }

  @Test
  void theLastCacheOfTheJvmsOptionsCounts() {
    assertNull(DoctorCommand.cache(List.of("-Xmx1g")));
    assertEquals(
        Path.of("/b.aot"),
        DoctorCommand.cache(List.of("-XX:AOTCache=/a.aot", "-Xmx1g", "-XX:AOTCache=/b.aot")));
  }

  @Test
  void thisMachineRunsTheCommand() {
    Ran ran = Ran.zpci("doctor");
    assertEquals(0, ran.exit(), ran.out());
    assertEquals("", ran.err());
    assertTrue(ran.out().contains(Runtime.version().feature() + "."), ran.out());
    assertTrue(ran.out().endsWith("\nThe command has all that it needs.\n"), ran.out());
    Ran json = Ran.zpci("doctor", "--json");
    assertEquals(0, json.exit());
    assertEquals(11, json.lines().size());
    assertTrue(json.lines().getFirst().startsWith("{\"name\":\"JDK\",\"state\":\"found\","));
  }
}
