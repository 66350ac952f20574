package io.zpci.blocks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A PCISTB is found in kernels wherever they run, and found anew when they begin anew. */
class PcistbFinderTest {
  private static final int HANDLE = 0x8002_0000;
  private static final long SLIDE = 0x3ff_ff65_4000L;
  private static final String BY_MAP = ", by the System.map, 0x3ffff654000 from it";
  private static final String AROUND = "around the program-check handler at 0x3ffff7b41e0";

  @TempDir Path folder;
  private StubGuest guest;
  private SeenBlocks blocks;
  private final SeenEvents events = new SeenEvents();
  private @Nullable GdbstubBlocks gdbstub;

  @BeforeEach
  void begin() throws IOException {
    guest = new StubGuest(folder.resolve("gdb"), 1);
    blocks = new SeenBlocks(HANDLE, guest.storage);
  }

  @AfterEach
  void end() throws IOException {
    if (gdbstub != null) {
      gdbstub.close();
    }
    guest.close();
  }

  private GdbstubBlocks connect(OptionalLong given, @Nullable SystemMap map) throws Exception {
    GdbstubBlocks made = new GdbstubBlocks(guest.path(), List.of(blocks), given, map, events);
    gdbstub = made;
    made.start();
    assertEquals("connected", events.next());
    guest.awaitIdle();
    return made;
  }

  private String enable(OptionalLong given, @Nullable SystemMap map) throws Exception {
    connect(given, map).functionEnabled();
    String line = events.next();
    guest.awaitIdle();
    return line;
  }

  private static String found(long... linked) {
    StringBuilder line = new StringBuilder("found:");
    for (long each : linked) {
      line.append(line.length() == 6 ? " 0x" : ", 0x").append(Long.toHexString(each + SLIDE));
    }
    return line.toString();
  }

  private List<String> block(long linked) throws InterruptedException {
    guest.register(0, 11, ((long) HANDLE << 32) | 1);
    guest.register(0, 9, 0);
    guest.register(0, 8, 0x8_0000);
    guest.go(0, StubGuest.KERNEL, linked + SLIDE);
    guest.awaitIdle();
    return blocks.seen();
  }

  private static final List<String> SEEN = List.of("8002000000000001 0 80000 00");

  @Test
  void bySystemMap() throws Exception {
    StubKernel.load(guest, SLIDE);
    assertEquals(found(StubKernel.PCISTB) + BY_MAP, enable(OptionalLong.empty(), StubKernel.MAP));
    assertEquals(List.of(StubKernel.PCISTB + SLIDE), guest.breakpoints());
    assertEquals(SEEN, block(StubKernel.PCISTB));
    List<String> packets = guest.packets();
    assertEquals(
        List.of(
            "Qqemu.PhyMemMode:1",
            "m1d0,10",
            "Qqemu.PhyMemMode:0",
            "m3ffff77ca78,60",
            "Z0,3ffff77cab0,6",
            "vCont;c"),
        packets.subList(packets.indexOf("^C") + 2, packets.lastIndexOf("vCont;c") - 4));
  }

  @Test
  void withoutSlideAndAbsoluteAddresses() throws Exception {
    guest.hideAbsolute();
    StubKernel.load(guest, 0);
    assertEquals(
        "found: 0x128ab0, by the System.map, 0x0 from it",
        enable(OptionalLong.empty(), StubKernel.MAP));
  }

  @Test
  void withNothingKnown() throws Exception {
    StubKernel.load(guest, SLIDE);
    assertEquals(found(StubKernel.PCISTB) + ", " + AROUND, enable(OptionalLong.empty(), null));
    assertEquals(SEEN, block(StubKernel.PCISTB));
  }

  @Test
  void whateverLooksLikeOneGetsABreakpoint() throws Exception {
    StubKernel.load(guest, SLIDE);
    // The first and the last of the text, one across two pieces, one above the handler.
    guest.put(0x10_0000, "eb1220ff00d0");
    long across = 0x10_0000 + (64 << 10) - 64 - 2;
    guest.put((int) across, "ebffffff00d0");
    guest.put(0x16_1000, "eb0000ff00d0");
    guest.put(0x17_2ffa, "eb0000ff00d0");
    // Not at an even address, with a far displacement, another instruction.
    guest.put(0x11_8001, "eb1220ff00d0");
    guest.put(0x11_9000, "eb1220ff01d0");
    guest.put(0x11_a000, "eb1220ff00d1 eb1220ff00d4");
    assertEquals(
        found(0x10_0000, across, StubKernel.PCISTB, 0x16_1000, 0x17_2ffa) + ", " + AROUND,
        enable(OptionalLong.empty(), null));
    assertEquals(5, guest.breakpoints().size());
    assertEquals(SEEN, block(StubKernel.PCISTB));
  }

  @Test
  void aboveTheHandlerWhereThereIsNoneBelow() throws Exception {
    guest.put(0x1d0, "0400c00180000000%016x".formatted(0x10_1000 + SLIDE));
    guest.map(0x10_0000 + SLIDE, 0x10_0000, 0x20_0000);
    guest.put(0x28_0000, StubKernel.CODE);
    assertEquals(
        found(0x28_0000) + ", around the program-check handler at 0x3ffff755000",
        enable(OptionalLong.empty(), null));
  }

  @Test
  void fromAProgramThatDoesNotSeeTheKernel() throws Exception {
    StubKernel.load(guest, SLIDE);
    guest.go(0, StubGuest.PROGRAM, 0x1_0000_0000L);
    assertEquals(found(StubKernel.PCISTB) + BY_MAP, enable(OptionalLong.empty(), StubKernel.MAP));
    assertEquals(StubGuest.PROGRAM, guest.mask(0));
    assertEquals(0x1_0000_0000L, guest.address(0));
  }

  @Test
  void givenWrongItIsFoundAllTheSame() throws Exception {
    StubKernel.load(guest, SLIDE);
    assertEquals(
        found(StubKernel.PCISTB) + ", no PCISTB at 0x3ffe0128ab0; " + BY_MAP.substring(2),
        enable(OptionalLong.of(0x3ff_e012_8ab0L), StubKernel.MAP));
  }

  @Test
  void anotherKernelsMapIsOfNoUse() throws Exception {
    StubKernel.load(guest, SLIDE);
    SystemMap other =
        new SystemMap(StubKernel.HANDLER + 0x20, StubKernel.FUNCTION, StubKernel.FUNCTION_END);
    assertEquals(
        found(StubKernel.PCISTB) + ", the System.map is another kernel's; " + AROUND,
        enable(OptionalLong.empty(), other));
  }

  @Test
  void aMapWhoseFunctionIsElsewhereIsOfNoUse() throws Exception {
    StubKernel.load(guest, SLIDE);
    SystemMap other =
        new SystemMap(
            StubKernel.HANDLER, StubKernel.FUNCTION + 0x1000, StubKernel.FUNCTION_END + 0x1000);
    assertEquals(
        found(StubKernel.PCISTB) + ", the System.map is another kernel's; " + AROUND,
        enable(OptionalLong.empty(), other));
  }

  @Test
  void whereNoKernelRunsThereIsNone() throws Exception {
    guest.put(0x1d0, "000200018000000000000000000001d0");
    assertEquals(
        "missing: no kernel runs: no program-check new PSW", enable(OptionalLong.empty(), null));
    assertEquals(List.of(), guest.breakpoints());
  }

  @Test
  void whereTheKernelHasNoneThereIsNone() throws Exception {
    StubKernel.load(guest, SLIDE);
    guest.put((int) StubKernel.PCISTB, "ebb9800000d1");
    assertEquals("missing: no PCISTB " + AROUND, enable(OptionalLong.empty(), null));
  }

  @Test
  void enabledAgainItStaysWhereItIs() throws Exception {
    StubKernel.load(guest, SLIDE);
    String _ = enable(OptionalLong.empty(), StubKernel.MAP);
    List<String> _ = guest.packets();
    GdbstubBlocks now = Objects.requireNonNull(gdbstub);
    int resumed = guest.resumed();
    now.functionReset();
    now.functionEnabled();
    guest.awaitResumed(resumed + 1);
    assertEquals(List.of("^C", "m3ffff77cab0,6", "vCont;c"), guest.packets());
    assertEquals(SEEN, block(StubKernel.PCISTB));
    assertTrue(events.quiet());
  }

  @Test
  void aGuestThatBeginsAnewHasItElsewhere() throws Exception {
    StubKernel.load(guest, SLIDE);
    String _ = enable(OptionalLong.empty(), null);
    GdbstubBlocks now = Objects.requireNonNull(gdbstub);
    now.functionReset();
    guest.reboot();
    long moved = SLIDE - 0x10_0000;
    StubKernel.load(guest, moved);
    now.functionEnabled();
    assertEquals(
        "found: 0x3ffff67cab0, around the program-check handler at 0x3ffff6b41e0", events.next());
    guest.awaitIdle();
    assertEquals(List.of(StubKernel.PCISTB + moved), guest.breakpoints());
    assertEquals(SEEN, block(StubKernel.PCISTB - 0x10_0000));
  }

  @Test
  void whatStandsAtAnOldAddressIsNotTakenForABlock() throws Exception {
    StubKernel.load(guest, SLIDE);
    String _ = enable(OptionalLong.empty(), StubKernel.MAP);
    Objects.requireNonNull(gdbstub).functionReset();
    guest.put((int) StubKernel.PCISTB, "070007000700 0000");
    assertEquals(List.of(), block(StubKernel.PCISTB));
    assertEquals("missing: no PCISTB at 0x3ffff77cab0 any more", events.next());
    assertEquals(List.of(), guest.breakpoints());
    assertEquals(StubKernel.PCISTB + SLIDE + 6, guest.address(0));
  }

  @Test
  void afterAResetAPcistbThatIsExecutedIsOne() throws Exception {
    StubKernel.load(guest, SLIDE);
    String _ = enable(OptionalLong.empty(), StubKernel.MAP);
    Objects.requireNonNull(gdbstub).functionReset();
    assertEquals(SEEN, block(StubKernel.PCISTB));
    assertEquals(List.of(StubKernel.PCISTB + SLIDE), guest.breakpoints());
  }

  @Test
  void operandsAreWhereTheFormatHasThem() {
    byte[] code = HexFormat.of().parseHex("07" + "eb3ef12380d0" + "ebb9800000d4");
    Pcistb found = Pcistb.decode(0x1000, code, 1);
    assertNotNull(found);
    assertEquals(new Pcistb(0x1000, 3, 14, 15, -0x80000 + 0x123), found);
    byte[] most = HexFormat.of().parseHex("eb000fff7fd0");
    assertEquals(new Pcistb(0, 0, 0, 0, 0x7ffff), Pcistb.decode(0, most, 0));
    assertNull(Pcistb.decode(0, code, 0));
    assertNull(Pcistb.decode(0, code, 7));
  }

  @Test
  void instructionsAreAsLongAsTheirFirstBitsSay() {
    assertEquals(2, Pcistb.length((byte) 0x07));
    assertEquals(4, Pcistb.length((byte) 0x47));
    assertEquals(4, Pcistb.length((byte) 0xa7));
    assertEquals(6, Pcistb.length((byte) 0xeb));
  }
}
