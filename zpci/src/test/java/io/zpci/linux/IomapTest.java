package io.zpci.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.MioAddress;
import io.zpci.arch.Outcome;
import io.zpci.linux.ScriptedInstructions.Insn;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** pci_iomap and pci_iounmap: spec zpci 8.2, 8.3; spec passthrough a.4. */
class IomapTest {
  private static final int NEW_HANDLE = 0x8100_0001;

  private final Fixture fixture = new Fixture();

  private LinuxPci kernel(LinuxVersion version, IomapTable table, Zdev zdev, boolean haveMio) {
    return new LinuxPci(version, fixture.instructions, zdev, haveMio, false, table, fixture.tap);
  }

  @Test
  void cookiesFollowTheOrderOfBarsAndFunctions() {
    LinuxVersion version = Fixture.version("linux-7.2");
    IomapTable table = new IomapTable(version);
    LinuxPci first = kernel(version, table, Fixture.zdev(false), false);
    LinuxPci second = kernel(version, table, Fixture.zdev(false), false);
    assertEquals(0x4000_0000_0000_0000L, first.iomap(0));
    assertEquals(0x4001_0000_0000_0000L, first.iomap(2));
    assertEquals(0x4002_0000_0000_0000L, second.iomap(0));
    first.release();
    LinuxPci third = kernel(version, table, Fixture.zdev(false), false);
    assertEquals(0x4000_0000_0000_0000L, third.iomap(0));
    assertEquals(IoAccessors.NULL, first.iomap(0), "gone");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1, 3, 6, 15})
  void absentBarIsNull(int bar) {
    assertEquals(IoAccessors.NULL, fixture.byHandle("linux-7.2").iomap(bar));
    assertEquals(IoAccessors.NULL, fixture.byMio("linux-7.2").iomap(bar));
    assertEquals(List.of("linux.iomap.absent", "linux.iomap.absent"), fixture.broken());
  }

  @Test
  void machineWithMioMapsTheMioAddress() {
    LinuxPci linux = fixture.byMio("linux-7.2");
    assertEquals(Fixture.MIO_BAR0, linux.iomap(0));
    assertEquals(Fixture.MIO_BAR2, linux.iomap(2));
    linux.iounmap(Fixture.MIO_BAR0);
    assertEquals(List.of(), fixture.broken());
  }

  @ParameterizedTest
  @ValueSource(strings = {"linux-5.10", "linux-6.1", "linux-6.12", "linux-7.2"})
  void machineWithMioMapsTheNullAddressOfAFunctionWithout(String version) {
    assertEquals(IoAccessors.NULL, fixture.inTheGap(version, false).iomap(0));
    assertEquals(MioAddress.unowned(2), fixture.inTheGap(version, true).iomap(2));
    assertEquals(List.of("linux.iomap", "linux.iomap"), fixture.broken());
  }

  @Test
  void inTheGapAnAccessIsAnMioInstructionThatNobodyOwns() {
    LinuxPci linux = fixture.inTheGap("linux-7.2", true);
    linux.iowriteBe(linux.iomap(0) + 0x40, 8, 1);
    assertEquals(
        List.of(new Insn("pcistgi", 8, MioAddress.unowned(0) + 0x40, "0000000000000001")),
        fixture.instructions.seen);
  }

  /** L-1: a machine whose MIO addresses start where cookies did up to 5.15. */
  @ParameterizedTest
  @CsvSource({
    "linux-5.10, -16",
    "linux-5.15, -16",
    "linux-5.16, 0",
    "linux-6.1, 0",
    "linux-7.2, 0"
  })
  void cookiesCanOverlapTheMioAddressesOfAnotherFunction(String name, int result) {
    LinuxVersion version = Fixture.version(name);
    IomapTable table = new IomapTable(version);
    long[] mio = {(1L << 63) | 3L << 48, 0, (1L << 63) | 5L << 48, 0, 0, 0};
    Zdev first = new Zdev(0x8000_0001, Fixture.facts(Fixture.BARS, true), 128, mio);
    LinuxPci byMio = kernel(version, table, first, true);
    assertEquals(0, byMio.resources());
    LinuxPci byCookie = kernel(version, table, Fixture.zdev(false), true);
    assertEquals(result, byCookie.resources());
    assertEquals(result == 0 ? List.of() : List.of("linux.iomap.claim"), fixture.tap.take());
    byCookie.iomap(0);
    assertEquals(List.of(result == 0 ? "linux.iomap" : "linux.iomap.absent"), fixture.tap.take());
    byMio.release();
    assertEquals(0, kernel(version, table, Fixture.zdev(false), true).resources());
  }

  @Test
  void prototypeMapsACookieThere() {
    LinuxPci linux = fixture.inTheGap("linux-7.2-by-address", false);
    assertEquals(0x4001_0000_0000_0000L, linux.iomap(2));
    linux.iowriteBe(linux.iomap(2) + 0x40, 8, 1);
    assertEquals(
        List.of(new Insn("pcistg", 0x8000_0001_0002_0008L, 0x40, "0000000000000001")),
        fixture.instructions.seen);
    assertEquals(Fixture.MIO_BAR0, fixture.byMio("linux-7.2-by-address").iomap(0));
    assertEquals(List.of(), fixture.broken());
  }

  @Test
  void functionWithoutMioStaysMappedForItsLife() {
    LinuxVersion version = Fixture.version("linux-7.2");
    IomapTable table = new IomapTable(version);
    LinuxPci linux = kernel(version, table, Fixture.zdev(false), false);
    assertEquals(1, table.count(0));
    long bar0 = linux.iomap(0);
    assertEquals(2, table.count(0));
    linux.iounmap(bar0);
    assertEquals(1, table.count(0));
    assertEquals(Fixture.HANDLE, table.handle(0));
    linux.iounmap(bar0);
    linux.iounmap(bar0);
    assertEquals(List.of("linux.iomap.count"), fixture.broken());
  }

  @Test
  void functionWithMioTakesItsIndexesAndMapsNone() {
    LinuxVersion version = Fixture.version("linux-7.2");
    IomapTable table = new IomapTable(version);
    kernel(version, table, Fixture.zdev(true), true);
    assertEquals(0, table.count(0));
    assertEquals(2, table.allocate(Fixture.zdev(true)));
  }

  @Test
  void fullTableLeavesTheFunctionWithoutResources() {
    LinuxVersion version = Fixture.version("linux-5.10");
    IomapTable table = new IomapTable(version);
    for (int i = 0; i < 383; i++) {
      table.allocate(Fixture.zdev(false));
    }
    LinuxPci linux = kernel(version, table, Fixture.zdev(false), false);
    assertEquals(-Errno.ENOSPC, linux.resources());
    assertEquals(IoAccessors.NULL, linux.iomap(0), "though BAR 0 got the last index");
    assertEquals(List.of("linux.iomap.full", "linux.iomap.absent"), fixture.broken());
  }

  @ParameterizedTest
  @MethodSource("io.zpci.linux.LinuxVersion#all")
  void changedHandleReachesExistingCookiesOrDoesNot(LinuxVersion version) {
    LinuxPci linux = fixture.byHandle(version.name());
    long bar0 = linux.iomap(0);
    linux.updateHandle(NEW_HANDLE);
    assertEquals(NEW_HANDLE, linux.zdev().handle());
    linux.zpciStore(bar0, 4, 0);
    linux.iomap(0);
    linux.zpciStore(bar0, 4, 0);
    int first = version.handleRefresh() ? NEW_HANDLE : Fixture.HANDLE;
    assertEquals(
        List.of(
            new Insn("pcistg", (long) first << 32 | 4, 0, "00000000"),
            new Insn("pcistg", (long) NEW_HANDLE << 32 | 4, 0, "00000000")),
        fixture.instructions.seen);
  }

  @ParameterizedTest
  @CsvSource({"linux-5.10", "linux-7.2"})
  void staleCookieLosesItsWrites(String version) {
    LinuxPci linux = fixture.byHandle(version);
    long bar0 = linux.iomap(0);
    linux.updateHandle(0x0000_0001);
    fixture.instructions.answer(Outcome.INVALID_HANDLE, Outcome.INVALID_HANDLE);
    linux.iowrite(bar0, 4, 1);
    assertEquals(0xffff_ffffL, linux.ioread(bar0, 4));
    assertEquals(List.of("linux.iowrite", "linux.ioread"), fixture.broken());
  }
}
