package io.zpci.testkit.register;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.zpci.arch.Register;
import io.zpci.function.FunctionFacts;
import io.zpci.function.MemoryFunction;
import io.zpci.testkit.register.Order.Endian;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each wrong declaration is refused when the register file is made, with one line. */
class RegisterRefusalTest {
  private static final FunctionFacts MEMORY = MemoryFunction.memory().facts();

  private final IssuedInstructions below = new IssuedInstructions();

  private List<String> refused(Class<?> type) {
    return refused(type, Binding.byHandle(below, 1));
  }

  private List<String> refused(Class<?> type, FunctionFacts facts) {
    return refused(type, Binding.byHandle(below, 1).withFacts(facts));
  }

  private static List<String> refused(Class<?> type, Binding binding) {
    RegisterDeclarationException refused =
        assertThrows(RegisterDeclarationException.class, () -> Registers.of(type, binding));
    assertEquals(String.join("\n", refused.problems()), refused.getMessage());
    return refused.problems().stream()
        .map(line -> line.replace("RegisterRefusalTest.", ""))
        .toList();
  }

  @Space(0)
  interface Overlapping {
    @Offset(0x10)
    long wide();

    @Offset(0x14)
    int half();

    @Offset(0x20)
    int one();

    @Offset(0x20)
    int other();

    @Offset(0x20)
    @Overlay
    short low();

    @Offset(0x30)
    int pair();

    @Offset(0x30)
    @Order(Endian.BIG_ENDIAN)
    void pair(int value);

    @Offset(0x40)
    @Stride(value = 16, count = 8)
    long entry(int index);

    @Offset(0x7c)
    int inFourth();

    @Offset(0x74)
    int inTheLastHalfOfFourth();
  }

  @Test
  void overlapsAreRefusedUnlessTheyAreOverlays() {
    assertEquals(
        List.of(
            "Overlapping.entry(int): bytes 0x70 to 0x77 of space 0, and"
                + " Overlapping.inTheLastHalfOfFourth() has 0x74 to 0x77; expected bytes of their"
                + " own, or @Overlay",
            "Overlapping.half(): bytes 0x14 to 0x17 of space 0, and Overlapping.wide() has 0x10 to"
                + " 0x17; expected bytes of their own, or @Overlay",
            "Overlapping.one(): bytes 0x20 to 0x23 of space 0, and Overlapping.other() has 0x20 to"
                + " 0x23; expected bytes of their own, or @Overlay",
            "Overlapping.pair(): little-endian, but Overlapping.pair(int) of the same bytes"
                + " big-endian; expected one order"),
        refused(Overlapping.class));
  }

  interface Places {
    @Offset(0)
    @Space(6)
    int noSpace();

    @Offset(-8)
    @Space(0)
    int negative();

    @Offset(5)
    @Space(0)
    int crossing();

    @Offset(7)
    @Space(0)
    @Stride(value = 12, count = 2)
    short crossingLater(int index);

    @Offset(0xfffd)
    @Space(0)
    int pastTheEnd();

    @Offset(0xfff0)
    @Space(0)
    @Stride(value = 8, count = 3)
    long arrayPastTheEnd(int index);

    @Offset(0)
    @Space(1)
    int noBar();

    @Offset(6)
    @Space(15)
    int misaligned();

    @Offset(0x10)
    @Space(15)
    long tooWide();

    @Offset(0x100)
    @Space(15)
    int pastTheConfiguration();

    @Offset(4)
    @Space(15)
    @Order(Endian.BIG_ENDIAN)
    int bigEndian();
  }

  @Test
  void placesThatTheFunctionDoesNotHave() {
    assertEquals(
        List.of(
            "Places.bigEndian(): big-endian in configuration space; expected little-endian, as it"
                + " is",
            "Places.arrayPastTheEnd(int): bytes to 0x10007; expected less than 0x10000, the size"
                + " of BAR 0 of memory",
            "Places.crossing(): offset 0x5, width 4 crosses a doubleword; expected all bytes in 0x0"
                + " to 0x7",
            "Places.crossingLater(int): offset 0x7, width 2 crosses a doubleword; expected all bytes"
                + " in 0x0 to 0x7",
            "Places.misaligned(): offset 0x6, width 4 in configuration space; expected a multiple"
                + " of 4",
            "Places.negative(): offset -8; expected 0 or more",
            "Places.noBar(): space 1; expected a BAR that memory has: 0, 2, 4",
            "Places.noSpace(): space 6; expected 0 to 5 for a BAR or 15 for configuration space",
            "Places.pastTheConfiguration(): bytes to 0x103; expected less than 0x100, the size of"
                + " configuration space of memory",
            "Places.pastTheEnd(): offset 0xfffd, width 4 crosses a doubleword; expected all bytes in"
                + " 0xfff8 to 0xffff",
            "Places.tooWide(): width 8 in configuration space; expected 1, 2 or 4"),
        refused(Places.class, MEMORY));
  }

  @Space(0)
  interface Widths {
    @Offset(0)
    @Width(3)
    int three();

    @Offset(8)
    @Width(8)
    int tooNarrow();

    @Offset(16)
    @Width(4)
    void tooNarrow(short value);

    @Offset(24)
    @Stride(value = 4, count = 2)
    long tooClose(int index);

    @Offset(40)
    @Stride(value = 8, count = 0)
    long none(int index);

    @Offset(48)
    @Stride(value = 0x4000_0000_0000_0000L, count = 3)
    long beyond(int index);
  }

  @Test
  void widthsAndArrays() {
    assertEquals(
        List.of(
            "Widths.beyond(int): an end beyond 2^63; expected offsets of 63 bits",
            "Widths.none(int): 0 elements; expected 1 to 65536",
            "Widths.three(): width 3; expected 1, 2, 4 or 8",
            "Widths.tooClose(int): elements of 8 bytes every 4; expected a stride of 8 or more",
            "Widths.tooNarrow(): width 8 in a type of 4 bytes; expected at most 4",
            "Widths.tooNarrow(short): width 4 in a type of 2 bytes; expected at most 2"),
        refused(Widths.class));
  }

  @Space(0)
  interface Signatures {
    int nothing();

    @Offset(0)
    void twoValues(int one, int two);

    @Offset(8)
    boolean flag();

    @Offset(16)
    void character(char value);

    @Offset(24)
    long written(int value);

    @Offset(32)
    int noWidth(Register loaded);

    @Offset(40)
    @Stride(value = 8, count = 2)
    int noIndex();

    @Offset(48)
    int at(@At short at);

    @Offset(56)
    @Stride(value = 8, count = 2)
    int both(int index, @At long at);

    @Offset(64)
    int more(@At long at, @At long more);

    @Offset(72)
    void neither();
  }

  @Test
  void signatures() {
    assertEquals(
        List.of(
            "Signatures.at(short): @At in a short; expected int or long",
            "Signatures.both(int, long): @Stride and @At; expected one of them",
            "Signatures.character(char): a char; expected byte, short, int or long to write, or a"
                + " Register to load into",
            "Signatures.flag(): reads boolean; expected byte, short, int or long",
            "Signatures.more(long, long): more than one @At; expected one",
            "Signatures.neither(): reads void; expected byte, short, int or long",
            "Signatures.noIndex(): @Stride without an index; expected an int as first parameter",
            "Signatures.noWidth(Register): no @Width; expected one, since a Register has no width of"
                + " its own",
            "Signatures.nothing(): no @Offset; expected one on every method that is not default or"
                + " static",
            "Signatures.twoValues(int, int): the values (int, int); expected none to read, one to"
                + " write",
            "Signatures.written(int): returns long; expected void, or int for how it ended"),
        refused(Signatures.class));
  }

  interface Nowhere {
    @Offset(0)
    int register();
  }

  @Test
  void noSpaceAtAll() {
    assertEquals(
        List.of("Nowhere.register(): no @Space; expected one on the method or on Nowhere"),
        refused(Nowhere.class));
  }

  abstract static class NoInterface {}

  sealed interface Sealed permits Only {}

  record Only() implements Sealed {}

  interface Empty {
    default int nothing() {
      return 0;
    }
  }

  @Test
  void typesThatNobodyCanImplement() {
    assertEquals(
        List.of("NoInterface: no interface; expected an interface that anybody can implement"),
        refused(NoInterface.class));
    assertEquals(
        List.of("Sealed: a sealed type; expected an interface that anybody can implement"),
        refused(Sealed.class));
    assertEquals(
        List.of("Empty: no method to be made; expected one with @Offset"), refused(Empty.class));
  }

  @Test
  void nothingIsIssuedByARefusal() {
    List<String> _ = refused(Overlapping.class);
    assertEquals(List.of(), below.issued);
  }
}
