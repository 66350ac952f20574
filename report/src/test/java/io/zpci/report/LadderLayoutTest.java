package io.zpci.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.report.LadderLayout.Placed;
import io.zpci.report.Shapes.Whole;
import io.zpci.trace.Hand;
import io.zpci.trace.Operation;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.TraceRecorder;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where crossings stand in a picture. */
class LadderLayoutTest {
  private static final List<Hand> COLUMNS = List.of(Hand.GUEST, Hand.QEMU, Hand.DEVICE);

  private final Shapes shapes = new Shapes();

  private LadderLayout layout(Crossing root) {
    return LadderLayout.of(shapes, shapes.of(root, Whole.of(root.issued(), root)), COLUMNS);
  }

  /** A load that QEMU makes {@code pieces} loads of, each a byte longer than the one before. */
  private static Crossing growing(int pieces) {
    TraceRecorder tap = new TraceRecorder();
    tap.enter(Hand.GUEST, Operation.PCILG, 0, 0, 64, null, 0, 0);
    tap.enter(Hand.QEMU, Operation.PCILG, 0, 0, 64, null, 0, 0);
    for (int i = 0; i < pieces; i++) {
      tap.enter(Hand.DEVICE, Operation.LOAD, 0, i, 1 + i, null, 0, 0);
      tap.exit(1, 0);
    }
    tap.exit(0, 0);
    tap.exit(0, 0);
    return tap.roots().getFirst();
  }

  private static String text(Placed placed) {
    String place = placed.column() + "," + placed.row() + " ";
    return placed.elided() > 0
        ? place + "and " + placed.elided()
        : place + placed.shape().operation().word() + " " + placed.shape().length();
  }

  @Test
  void crossingStandsBesideTheFirstThatItCaused() {
    assertEquals(
        List.of("0,0 pcilg 64", "1,0 pcilg 64", "2,0 load 1", "2,1 load 2", "2,2 load 3"),
        layout(growing(3)).placed().stream().map(LadderLayoutTest::text).toList());
  }

  @Test
  void veryManyDifferentPiecesShowTheFirstAndTheLast() {
    assertEquals(
        List.of(
            "0,0 pcilg 64",
            "1,0 pcilg 64",
            "2,0 load 1",
            "2,1 load 2",
            "2,2 load 3",
            "2,3 load 4",
            "2,4 load 5",
            "2,5 load 6",
            "2,6 and 5",
            "2,7 load 12"),
        layout(growing(12)).placed().stream().map(LadderLayoutTest::text).toList());
  }

  @Test
  void handThatGoesBackStandsBelow() {
    TraceRecorder tap = new TraceRecorder();
    tap.enter(Hand.QEMU, Operation.PCILG, 0, 0, 8, null, 0, 0);
    tap.enter(Hand.GUEST, Operation.PCILG, 0, 0, 8, null, 0, 0);
    tap.enter(Hand.GUEST, Operation.PCILG, 0, 0, 8, null, 0, 0);
    tap.exit(0, 0);
    tap.exit(0, 0);
    tap.exit(0, 0);
    LadderLayout layout = layout(tap.roots().getFirst());
    assertEquals(
        List.of("1,0 pcilg 8", "0,1 pcilg 8", "0,2 pcilg 8"),
        layout.placed().stream().map(LadderLayoutTest::text).toList());
    String picture = Pictures.ladder(layout);
    assertTrue(
        picture.contains("aria-label=\"Ladder: qemu pcilg of 8, cc 0; guest pcilg of 8"), picture);
  }

  @Test
  void rowsAreAsHighAsTheirNotes() {
    LadderLayout layout = layout(growing(2));
    // QEMU cuts it, and each load fails at the device, so QEMU hides that too.
    assertEquals(List.of("tells nobody", "cuts it in 2"), layout.placed().get(1).notes());
    assertEquals(List.of("refuses it"), layout.placed().get(2).notes());
    assertEquals(List.of(30, 20), Arrays.stream(layout.heights(10, 10)).boxed().toList());
  }
}
