package io.zpci.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.report.Shape.Image;
import io.zpci.report.Shape.Piece;
import io.zpci.report.Shapes.Whole;
import io.zpci.trace.Hand;
import io.zpci.verdict.Crossing;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What of a tree is kept. */
class ShapesTest {
  private final Shapes shapes = new Shapes();

  private int add(Crossing root) {
    return shapes.of(root, Whole.of(root.issued(), root));
  }

  @Test
  void runsOfLikePiecesAreOne() {
    Shape guest = shapes.at(add(Trees.cut(0x1000, 4096)));
    assertEquals(6, shapes.all().size());
    assertEquals(1, guest.pieces().size());
    Shape qemu = shapes.at(guest.pieces().getFirst().shape());
    assertEquals(Hand.QEMU, qemu.hand());
    Piece words = qemu.pieces().getFirst();
    assertEquals(new Piece(words.shape(), 0, 512, 8), words);
    Piece halves = shapes.at(words.shape()).pieces().getFirst();
    assertEquals(new Piece(halves.shape(), 0, 2, 4), halves);
  }

  @Test
  void placesAndBytesMakeNoOtherShape() {
    int first = add(Trees.cut(0x1000, 64));
    assertEquals(first, add(Trees.cut(0x2008, 64)));
    assertEquals(6, shapes.all().size());
  }

  @Test
  void lengthsDo() {
    int first = add(Trees.cut(0, 64));
    int other = add(Trees.cut(0, 72));
    assertTrue(other > first);
    // What is below a word is the same.
    assertEquals(8, shapes.all().size());
  }

  @Test
  void bytesThatAreTheSameAreNotKept() {
    Shape root = shapes.at(add(Trees.store(Hand.GUEST, "0011223344556677", "0011223344556677", 0)));
    Shape device = shapes.at(root.pieces().getFirst().shape());
    assertEquals(Image.SAME, device.image());
    assertEquals(0, device.marks());
    assertEquals(0, root.marks());
  }

  @Test
  void reversedBytesAreMarked() {
    Shape root = shapes.at(add(Trees.store(Hand.GUEST, "0011223344556677", "7766554433221100", 0)));
    Shape device = shapes.at(root.pieces().getFirst().shape());
    assertEquals(Image.REVERSED, device.image());
    assertEquals(Mark.REVERSED.bit(), device.marks());
  }

  @Test
  void otherBytesAreMarked() {
    Shape root = shapes.at(add(Trees.store(Hand.GUEST, "0011223344556677", "0011223344556678", 0)));
    Shape device = shapes.at(root.pieces().getFirst().shape());
    assertEquals(Image.OTHER, device.image());
    assertEquals(Mark.CHANGED.bit(), device.marks());
  }

  @Test
  void bytesOfAnotherSpaceAreOthers() {
    Shape root = shapes.at(add(Trees.store(Hand.GUEST, "00112233", "00112233", 2)));
    assertEquals(Image.OTHER, shapes.at(root.pieces().getFirst().shape()).image());
  }

  @Test
  void whoMakesSeveralOfOneCuts() {
    Shape guest = shapes.at(add(Trees.cut(0, 64)));
    Shape qemu = shapes.at(guest.pieces().getFirst().shape());
    assertEquals(0, guest.marks());
    assertEquals(Mark.CUT.bit(), qemu.marks());
  }

  @Test
  void longRunsShowTheirEnds() {
    int root = add(Trees.cut(0, 4096));
    List<Hand> columns =
        List.of(Hand.GUEST, Hand.QEMU, Hand.VFIO, Hand.HOST_LINUX, Hand.FIRMWARE, Hand.DEVICE);
    LadderLayout layout = LadderLayout.of(shapes, root, columns);
    List<LadderLayout.Placed> words =
        layout.placed().stream().filter(each -> each.column() == 2).toList();
    assertEquals(
        List.of(0L, 8L, 16L, 4088L), words.stream().map(LadderLayout.Placed::offset).toList());
    assertEquals(List.of(0, 0, 509, 0), words.stream().map(LadderLayout.Placed::elided).toList());
    // Two ends for each word that is shown, and a row for what is not.
    assertEquals(7, layout.heights(1, 0).length);
  }

  @Test
  void shortTreesAreShownWhole() {
    int root = add(Trees.cut(0, 24));
    LadderLayout layout = LadderLayout.of(shapes, root, List.of(Hand.GUEST, Hand.QEMU));
    assertEquals(0, layout.placed().stream().mapToInt(LadderLayout.Placed::elided).sum());
    assertEquals(2 + 3 + 6 * 3, layout.placed().size());
  }
}
