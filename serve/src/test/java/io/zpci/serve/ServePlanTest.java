package io.zpci.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.zpci.machine.DeviceModel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServePlanTest {
  private static final SocketSettings A = at("/tmp/a");
  private static final SocketSettings B = at("/tmp/b");

  private static SocketSettings at(String path) {
    return SocketSettings.at(Path.of(path));
  }

  private static ServeSettings ism(SocketSettings... sockets) {
    return ServeSettings.of(DeviceModel.ISM, sockets);
  }

  private static List<PlannedFunction> planned(ServeSettings settings) throws ServeException {
    return ServePlan.of(settings).functions();
  }

  private static String refused(ServeSettings settings) {
    ServeException refused =
        assertThrows(ServeException.class, () -> ServePlan.of(settings), settings::toString);
    return refused.option() + ": " + refused.getMessage();
  }

  @Test
  void whatIsLeftOpenIsChosenAndTheSameEachTime() throws ServeException {
    List<PlannedFunction> functions = planned(ism(A, B));
    assertEquals(
        List.of(
            new PlannedFunction(
                "a", 1, Path.of("/tmp/a"), 0x7a706369_00000001L, BlockWay.SPLIT, null, null),
            new PlannedFunction(
                "b", 2, Path.of("/tmp/b"), 0x7a706369_00000002L, BlockWay.SPLIT, null, null)),
        functions);
    assertEquals(functions, planned(ism(A, B)));
  }

  @Test
  void aGidThatIsGivenIsNotChosenForAnother() throws ServeException {
    List<PlannedFunction> functions = planned(ism(A, B.withGid(0x7a706369_00000001L)));
    assertEquals(0x7a706369_00000002L, functions.get(0).gid());
    assertEquals(0x7a706369_00000001L, functions.get(1).gid());
  }

  @Test
  void aMemoryDeviceHasNoGid() throws ServeException {
    assertEquals(0, planned(ServeSettings.of(DeviceModel.MEMORY, A)).getFirst().gid());
  }

  @Test
  void moreThan26FunctionsHaveNames() throws ServeException {
    SocketSettings[] sockets = new SocketSettings[28];
    for (int i = 0; i < sockets.length; i++) {
      sockets[i] = at("/tmp/" + i);
    }
    List<PlannedFunction> functions = planned(ism(sockets));
    assertEquals("z", functions.get(25).name());
    assertEquals("aa", functions.get(26).name());
    assertEquals("ab", functions.get(27).name());
  }

  @Test
  void theWayOfBlocksFollowsWhatASocketHas() throws ServeException {
    Path gdb = Path.of("/tmp/g");
    Path plugin = Path.of("/tmp/p");
    List<PlannedFunction> functions =
        planned(ism(A, B.withGdb(gdb), at("/tmp/c").withPlugin(plugin)));
    assertEquals(
        List.of(BlockWay.SPLIT, BlockWay.GDBSTUB, BlockWay.PLUGIN),
        functions.stream().map(PlannedFunction::way).toList());
    assertNull(functions.get(0).blocksAt());
    assertEquals(gdb, functions.get(1).blocksAt());
    assertEquals(plugin, functions.get(2).blocksAt());
  }

  @Test
  void theGdbstubOrPluginIsBesideTheSocketWhereNothingIsSaid() throws ServeException {
    assertEquals(
        Path.of("/tmp/a.gdb"), planned(ism(A).withBlocks(BlockWay.GDBSTUB)).getFirst().blocksAt());
    assertEquals(
        Path.of("/tmp/a.plugin"),
        planned(ism(A).withBlocks(BlockWay.PLUGIN)).getFirst().blocksAt());
  }

  @Test
  void functionsThatShareAGdbstubAreOneGuest() throws ServeException {
    Path gdb = Path.of("/tmp/g");
    ServePlan plan =
        ServePlan.of(
            ism(
                A.withGdb(gdb).withHandle(0x20000),
                B,
                at("/tmp/c").withGdb(gdb).withHandle(0x20001)));
    assertEquals(
        List.of(List.of("a", "c"), List.of("b")),
        plan.guests().stream()
            .map(guest -> guest.stream().map(PlannedFunction::name).toList())
            .toList());
  }

  @Test
  void pathsAreMadeAbsolute() throws ServeException {
    // Out of this folder again: its own path may be longer than a socket's.
    Path given = Path.of("").toAbsolutePath().relativize(Path.of("/tmp/s"));
    assertFalse(given.isAbsolute());
    assertEquals(Path.of("/tmp/s"), planned(ism(SocketSettings.at(given))).getFirst().path());
  }

  @Test
  void noSocket() {
    assertEquals("--socket: a path to serve a function on was expected", refused(ism()));
  }

  @Test
  void onePathTwice() {
    assertEquals(
        "--socket: /tmp/a is given twice; a path of its own was expected",
        refused(ism(A, at("/tmp/../tmp/a"))));
  }

  @Test
  void oneGidTwice() {
    assertEquals(
        "--socket: /tmp/b: gid c3 is taken; another was expected",
        refused(ism(A.withGid(0xc3), B.withGid(0xc3))));
  }

  @Test
  void noGid() {
    assertEquals("--socket: /tmp/a: a gid other than 0 was expected", refused(ism(A.withGid(0))));
  }

  @Test
  void aGidOfAMemoryDevice() {
    assertEquals(
        "--socket: /tmp/a: gid= was given, but device memory has none; ism has",
        refused(ServeSettings.of(DeviceModel.MEMORY, A.withGid(1))));
  }

  @Test
  void aPathThatIsTooLong() throws ServeException {
    String longest = "/tmp/" + "x".repeat(102);
    assertEquals(longest, planned(ism(at(longest))).getFirst().path().toString());
    assertEquals(
        "--socket: %sx has 108 bytes; a path of at most 107 was expected".formatted(longest),
        refused(ism(at(longest + "x"))));
    assertEquals(
        "--socket: %s.gdb has 111 bytes; a path of at most 107 was expected".formatted(longest),
        refused(ism(at(longest)).withBlocks(BlockWay.GDBSTUB)));
  }

  @Test
  void bytesCountNotCharacters() {
    String path = "/tmp/" + "\u00e4".repeat(52);
    assertEquals(
        "--socket: " + path + " has 109 bytes; a path of at most 107 was expected",
        refused(ism(at(path))));
  }

  @Test
  void aGdbstubAndAnotherWay() {
    assertEquals(
        "--socket: /tmp/a: gdb= is for --blocks gdbstub; the way is split",
        refused(ism(A.withGdb(Path.of("/tmp/g"))).withBlocks(BlockWay.SPLIT)));
    assertEquals(
        "--socket: /tmp/a: plugin= is for --blocks plugin; the way is gdbstub",
        refused(ism(A.withGdb(Path.of("/tmp/g")).withPlugin(Path.of("/tmp/p")))));
  }

  @Test
  void aGdbstubWhereAFunctionIsServed() {
    assertEquals(
        "--socket: /tmp/b serves a function; another path was expected for the gdbstub of /tmp/a",
        refused(ism(A.withGdb(Path.of("/tmp/b")), B)));
  }

  @Test
  void functionsOfOneGuestWithoutHandles() {
    Path gdb = Path.of("/tmp/g");
    assertEquals(
        "--socket: /tmp/b: fh=, the function's handle in its guest, was expected: /tmp/g is that"
            + " of 2 functions",
        refused(ism(A.withGdb(gdb).withHandle(0x20000), B.withGdb(gdb))));
  }

  @Test
  void functionsOfOneGuestWithOneHandle() {
    Path gdb = Path.of("/tmp/g");
    assertEquals(
        "--socket: /tmp/b: fh 20000 is that of /tmp/a; another was expected",
        refused(ism(A.withGdb(gdb).withHandle(0x20000), B.withGdb(gdb).withHandle(0x20000))));
    assertEquals(
        "--socket: /tmp/b: fh 80020000 is that of /tmp/a; another was expected",
        refused(ism(A.withGdb(gdb).withHandle(0x20000), B.withGdb(gdb).withHandle(0x8002_0000))));
  }

  @Test
  void whatNoGdbstubNeeds() {
    assertEquals(
        "--pcistb: no socket has a gdbstub; gdb= was expected", refused(ism(A).withPcistb(2)));
    assertEquals(
        "--system-map: no socket has a gdbstub; gdb= was expected",
        refused(ism(A).withSystemMap(Path.of("x"))));
  }

  @Test
  void undoingWhatNobodyReversed() {
    assertEquals(
        "--undo-reversal: no function's blocks come in pieces; --blocks split was expected",
        refused(ism(A.withGdb(Path.of("/tmp/g"))).undoingReversal()));
  }
}
