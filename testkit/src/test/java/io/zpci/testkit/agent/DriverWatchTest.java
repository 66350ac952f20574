package io.zpci.testkit.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.MioAddress;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.arch.Rule;
import io.zpci.firmware.FirmwareChecks;
import io.zpci.guest.PciDev;
import io.zpci.ism.IsmRules;
import io.zpci.linux.LinuxIo;
import io.zpci.testkit.SecondCpu;
import io.zpci.testkit.watched.Commands;
import io.zpci.testkit.watched.Moves;
import io.zpci.testkit.watched.Pointers;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @Test
  void payloadOfAnotherLength() {
    commands().shortPayload(5);
    assertFound(
        IsmRules.R_08,
        Commands.class,
        "short payload",
        "PciDev.storeBlock(space 2, offset 0x0, length 8, address 0x101000)",
        "the header of command 0x4 asks for 8 bytes of payload, and 4 were written before it");
  }

  @Test
  void payloadElsewhere() {
    commands().payloadElsewhere();
    assertFound(
        IsmRules.R_08,
        Commands.class,
        "payload elsewhere",
        "PciDev.storeBlock(space 2, offset 0x10, length 8, address 0x101008)",
        "a block of 8 bytes at 2+0x10");
  }

  @Test
  void partOfAHeader() {
    commands().halfAHeader();
    assertFound(
        IsmRules.R_09,
        Commands.class,
        "half a header",
        "PciDev.storeBlock(space 2, offset 0x0, length 4, address 0x101000)",
        "a block of 4 bytes at 2+0x0");
  }

  @Test
  void headerAndPayloadInOneBlock() {
    commands().allInOne();
    assertFound(
        IsmRules.R_10,
        Commands.class,
        "all in one",
        "PciDev.storeBlock(space 2, offset 0x0, length 16, address 0x101000)",
        "a block of 16 bytes at 2+0x0");
  }

  @Test
  void lengthThatIsNotTheCommands() {
    commands().wrongLength();
    assertFound(
        IsmRules.R_11,
        Commands.class,
        "wrong length",
        "PciDev.storeBlock(space 2, offset 0x0, length 8, address 0x101000)",
        "the header of READ_GID says 16 bytes, its request has 8");
  }

  @Test
  void responseThatIsNotLoadedFromItsHeaderOn() {
    commands().payloadBeforeHeaderOfTheResponse();
    assertFound(
        IsmRules.R_13,
        Commands.class,
        "response backwards",
        "PciDev.load(space 2, offset 0x8, length 8)",
        "pcilg of 8 bytes at 2+0x8");
  }

  @Test
  void signalInTheLastPieceBreaksNothing() {
    long page = ism.passthrough.dev().allocate(1 << 14);
    assertEquals(0, moves().move(ism.dmb.token(), 100, page, 10_000, true));
    assertEquals(0, moves().move(ism.dmb.token(), 10_100, page, 100, true));
    assertEquals(4, watch.calls());
    watch.assertClean();
  }

  @Test
  void twoSendsOfAPageEachMaySignalTwice() {
    long page = ism.passthrough.dev().allocate(1 << 13);
    Moves moves = moves();
    for (int at = 0; at < 1 << 13; at += 4096) {
      assertEquals(0, moves.move(ism.dmb.token(), at, page + at, 4096, true));
    }
    watch.assertClean();
  }

  @Test
  void signalInEachPiece() {
    long page = ism.passthrough.dev().allocate(1 << 14);
    moves().signalEachPiece(ism.dmb.token(), 100, page, 10_000);
    assertFound(
        IsmRules.R_22,
        Moves.class,
        "each piece",
        "PciDev.storeBlock(space 0, offset 0x%x, length 3996, address 0x%x)"
            .formatted(ism.dmb.token() | 0x80_0064, page),
        "the signal stands in a piece that ends at 0x1000 of the DMB, and the next one goes on"
            + " there");
    assertEquals(2, watch.findings().getFirst().times());
  }

  @Test
  void signalBeforeItsData() {
    long page = ism.page();
    moves().signalFirst(ism.dmb.token(), page);
    assertFound(
        IsmRules.R_22,
        Moves.class,
        "signal first",
        "PciDev.storeBlock(space 0, offset 0x%x, length 8, address 0x%x)"
            .formatted(ism.dmb.token() | 0x80_0000, page),
        "the signal came before data for the same token, and none follows it");
  }

  @Test
  void moveAcross4KiB() {
    long page = ism.page();
    moves().acrossAPage(ism.dmb.token(), page);
    assertFound(
        IsmRules.R_05,
        Moves.class,
        "across",
        "PciDev.storeBlock(space 0, offset 0x%x, length 200, address 0x%x)"
            .formatted(ism.dmb.token() | 4000, page),
        "pcistb of 200 bytes at 0+0x%x".formatted(ism.dmb.token() | 4000));
  }

  @Test
  void moveOfMoreThanABlockHolds() {
    long page = ism.page();
    moves().tooLong(ism.dmb.token(), page);
    assertFound(
        IsmRules.R_04,
        Moves.class,
        "too long",
        "PciDev.storeBlock(space 0, offset 0x%x, length 4104, address 0x%x)"
            .formatted(ism.dmb.token(), page),
        "pcistb of 4104 bytes at 0+0x%x".formatted(ism.dmb.token()));
  }

  @Test
  void moveOfNothing() {
    long page = ism.page();
    moves().nothing(ism.dmb.token(), page);
    assertFound(
        IsmRules.R_04,
        Moves.class,
        "nothing",
        "PciDev.storeBlock(space 0, offset 0x%x, length 0, address 0x%x)"
            .formatted(ism.dmb.token(), page),
        "pcistb of 0 bytes at 0+0x%x".formatted(ism.dmb.token()));
  }

  @ParameterizedTest
  @CsvSource({
    "R-31, 1, 0x0, 8",
    "R-31, 5, 0x0, 8",
    "R-27, 9, 0x0, 8",
    "R-27, 15, 0x4, 2",
    "R-32, 2, 0xffc, 8",
    "R-32, 2, -1, 8"
  })
  void blockThatMayNotBe(String rule, int space, String offset, int length) {
    long page = ism.page();
    moves().block(space, Long.decode(offset), length, page);
    assertFound(
        rule(rule),
        Moves.class,
        "block",
        "PciDev.storeBlock(space %d, offset 0x%x, length %d, address 0x%x)"
            .formatted(space, Long.decode(offset), length, page),
        "pcistb of %d bytes at %d+0x%x".formatted(length, space, Long.decode(offset)));
  }

  @ParameterizedTest
  @CsvSource({
    "R-31, 0, 0x0, 8",
    "R-31, 3, 0x0, 4",
    "R-27, 6, 0x0, 8",
    "R-26, 15, 0x3, 2",
    "R-26, 15, 0x0, 8",
    "R-32, 2, 0x1000, 8"
  })
  void loadThatMayNotBe(String rule, int space, String offset, int length) {
    moves().load(space, Long.decode(offset), length, new Register());
    assertFound(
        rule(rule),
        Moves.class,
        "load",
        "PciDev.load(space %d, offset 0x%x, length %d)"
            .formatted(space, Long.decode(offset), length),
        "pcilg of %d bytes at %d+0x%x".formatted(length, space, Long.decode(offset)));
  }

  @Test
  void loadAcrossADoubleword() {
    moves().load(2, 4, 8, new Register());
    assertFound(
        FirmwareChecks.R_14,
        Moves.class,
        "load",
        "PciDev.load(space 2, offset 0x4, length 8)",
        "pcilg of 8 bytes at 2+0x4");
  }

  private static Rule rule(String id) {
    return WatchRules.ALL.stream().filter(rule -> rule.id().equals(id)).findFirst().orElseThrow();
  }

  @Test
  void ioreadOfAFunctionWithoutMioBecomesMio() {
    pointers().read();
    assertFound(
        IsmRules.R_01,
        Pointers.class,
        "ioread",
        "IoAccessors.ioread(address 0x0, width 4)",
        "the function has no MIO: pcilgi of 4 bytes at 0+0x0");
  }

  @Test
  void storeInPlaceOfABlock() {
    pointers().store(0x0000_0003_0000_0008L);
    assertFound(
        IsmRules.R_02,
        Pointers.class,
        "__zpci_store",
        "LinuxIo.store(request 0x%x, offset 0x0, data 0x300000008)"
            .formatted(Request.of(ism.passthrough.handle(), 2, 8)),
        "in place of a block: pcistg of 8 bytes at 2+0x0");
  }

  @Test
  void pcistgInPlaceOfABlock() {
    Pointers.pcistg(ism.passthrough.instructions(), ism.passthrough.handle(), 0x300000008L);
    assertFound(
        IsmRules.R_02,
        Pointers.class,
        "PCISTG",
        "PciInstructions.store(issue 0, request 0x%x, address 0x0, value 0x300000008)"
            .formatted(Request.of(ism.passthrough.handle(), 2, 8)),
        "in place of a block: pcistg of 8 bytes at 2+0x0");
  }

  @Test
  void mioInstruction() {
    long page = ism.page();
    long address = MioAddress.unowned(2);
    Pointers.pcistbi(ism.passthrough.instructions(), address, ism.passthrough.storage(), page);
    assertFound(
        IsmRules.R_01,
        Pointers.class,
        "PCISTBI",
        "PciInstructions.storeBlock(issue 1, request 0x8, address 0x%x, storageAddress 0x%x)"
            .formatted(address, page),
        "the function has no MIO: pcistbi of 8 bytes at 2+0x0");
  }

  @Test
  void codeThatIsNobodysIsTheDriversBusiness() {
    LinuxIo io = ism.passthrough.io();
    pointers().elsewhere(width -> io.ioread(0, (int) width));
    assertFound(
        IsmRules.R_01,
        Pointers.class,
        "library",
        "IoAccessors.ioread(address 0x0, width 8)",
        "the function has no MIO: pcilgi of 8 bytes at 0+0x0");
  }

  @Test
  void whatTheKernelDoesForItselfIsNot() {
    assertEquals(0, ism.passthrough.dev().enable());
    assertEquals(0, ism.passthrough.dev().requestIrq(() -> {}));
    assertEquals(0, watch.calls());
    assertEquals("no call of io.zpci.testkit.watched was seen", watch.report());
    assertThrows(AssertionError.class, watch::assertClean);
  }

  @Test
  void sbaUnmappedWhileItIsRegistered() {
    Commands commands = commands();
    long page = commands.allocate();
    long ioAddress = commands.map(page);
    assertEquals(0, commands.registerSba(ioAddress));
    commands.unmap(ioAddress);
    assertFound(
        IsmRules.R_25,
        Commands.class,
        "unmap",
        "PciDev.unmap(ioAddress 0x%x, size 0x1000)".formatted(ioAddress),
        "the SBA at I/O address 0x%x is unmapped while it is registered; Commands.java:%d"
                .formatted(ioAddress, Marked.line(Commands.class, "register"))
            + " registered it");
  }

  @Test
  void sbaFreedWhileItIsRegistered() {
    Commands commands = commands();
    long page = commands.allocate();
    long ioAddress = commands.map(page);
    assertEquals(0, commands.registerSba(ioAddress));
    commands.free(page);
    assertFound(
        IsmRules.R_25,
        Commands.class,
        "free",
        "PciDev.free(address 0x%x, size 0x1000)".formatted(page),
        "the SBA at I/O address 0x%x is freed while it is registered; Commands.java:%d"
                .formatted(ioAddress, Marked.line(Commands.class, "register"))
            + " registered it");
  }

  @Test
  void sbaUnregisteredFirstBreaksNothing() {
    Commands commands = commands();
    long page = commands.allocate();
    long ioAddress = commands.map(page);
    assertEquals(0, commands.registerSba(ioAddress));
    assertEquals(0, commands.unregisterSba());
    commands.unmap(ioAddress);
    commands.free(page);
    watch.assertClean();
  }

  @Test
  void functionThatWasResetHasNoSba() {
    Commands commands = commands();
    long page = commands.allocate();
    long ioAddress = commands.map(page);
    assertEquals(0, commands.registerSba(ioAddress));
    ism.passthrough.machine().reset(ism.passthrough.function());
    commands.unmap(ioAddress);
    watch.assertClean();
  }

  @Test
  void sbaThatWasNeverMapped() {
    Commands commands = commands();
    long mapped = commands.map(commands.allocate());
    long ioAddress = mapped + 0x10_0000;
    assertTrue(commands.registerSba(ioAddress) != 0);
    assertFound(
        IsmRules.R_24,
        Commands.class,
        "register",
        "PciDev.storeBlock(space 2, offset 0x0, length 8, address 0x101000)",
        "the SBA at I/O address 0x%x is registered and not mapped".formatted(ioAddress));
  }

  @Test
  void otherCpuInTheMiddleOfACommand() {
    PciDev shared = new SecondCpu(ism.passthrough.dev(), dev -> new Commands(dev).addVlan(6));
    new Commands(shared).addVlan(5);
    assertFound(
        IsmRules.R_17,
        Commands.class,
        "payload",
        "PciDev.storeBlock(space 2, offset 0x8, length 8, address 0x102008)",
        "a block of 8 bytes at 2+0x8, and the command that another CPU began at Commands.java:%d is"
                .formatted(Marked.line(Commands.class, "payload"))
            + " under way");
  }
}
