package io.zpci.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.ism.IsmRules;
import io.zpci.ism.MoveOffset;
import io.zpci.verdict.IsmOrder.Finding;
import io.zpci.workload.Bytes;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the order of blocks to an ISM function shows; blocks are known by their number. */
class IsmOrderTest {
  private static final long TOKEN = 7L << MoveOffset.TOKEN_SHIFT;
  private static final long OTHER = 8L << MoveOffset.TOKEN_SHIFT;

  private final List<Finding<Integer>> findings = new ArrayList<>();
  private final IsmOrder<Integer> order = new IsmOrder<>(findings::add);
  private int number;

  private void command(long offset, String hex) {
    order.block(2, offset, Bytes.ofHex(hex), true, ++number);
  }

  /** A payload of 8 bytes. */
  private void payload() {
    command(8, "0102030405060708");
  }

  /** REG_SBA: 8 bytes of payload. */
  private void header() {
    command(0, "0000000100000010");
  }

  private void move(long token, boolean signal, int start, int length, boolean taken) {
    order.block(
        0, MoveOffset.of(token, 1, signal, start), Bytes.counting(0, length), taken, ++number);
  }

  @Test
  void payloadThenHeaderIsInOrder() {
    payload();
    header();
    payload();
    header();
    order.end();
    assertEquals(List.of(), findings);
  }

  @Test
  void commandsWithoutPayloadAreInOrder() {
    command(0, "0000000200000008");
    payload();
    header();
    command(0, "0000000200000008");
    assertEquals(List.of(), findings);
  }

  @Test
  void headersBeforeTheirPayloadAreFoundEach() {
    header();
    payload();
    header();
    payload();
    String what =
        "the header of command 0x1 asks for 8 bytes of payload, and none was written before it";
    assertEquals(
        List.of(
            new Finding<>(IsmRules.R_08, what, 1, null),
            new Finding<>(IsmRules.R_08, what, 3, null)),
        findings);
  }

  @Test
  void aPayloadOfAnotherLengthIsFound() {
    command(8, "01020304");
    header();
    payload();
    header();
    assertEquals(
        List.of(
            new Finding<>(
                IsmRules.R_08,
                "the header of command 0x1 asks for 8 bytes of payload, and 4 were written before"
                    + " it",
                2,
                1)),
        findings);
  }

  @Test
  void aSignalInTheLastPieceIsInOrder() {
    move(TOKEN, false, 4000, 96, true);
    move(TOKEN, false, 4096, 4096, true);
    move(TOKEN, true, 8192, 10, true);
    move(TOKEN, true, 8202, 10, true);
    order.end();
    assertEquals(List.of(), findings);
  }

  @Test
  void aSignalInEveryPieceIsFoundInEachButTheLast() {
    move(TOKEN, true, 4000, 96, true);
    move(TOKEN, true, 4096, 4096, true);
    move(TOKEN, true, 8192, 10, true);
    order.end();
    assertEquals(
        List.of(
            new Finding<>(
                IsmRules.R_22,
                "the signal stands in a piece that ends at 0x1000 of the DMB, and the next one goes"
                    + " on there",
                1,
                2),
            new Finding<>(
                IsmRules.R_22,
                "the signal stands in a piece that ends at 0x2000 of the DMB, and the next one goes"
                    + " on there",
                2,
                3)),
        findings);
  }

  @Test
  void anotherTokenDoesNotGoOn() {
    move(TOKEN, true, 4000, 96, true);
    move(OTHER, true, 4096, 10, true);
    move(TOKEN, true, 4096, 10, true);
    order.end();
    assertEquals(List.of(), findings);
  }

  @Test
  void aMessageBeforeItsDataIsFoundAtTheEnd() {
    move(TOKEN, true, 0, 44, true);
    move(TOKEN, false, 64, 100, true);
    move(TOKEN, false, 164, 100, true);
    move(OTHER, true, 0, 44, true);
    assertEquals(List.of(), findings);
    order.end();
    assertEquals(
        List.of(
            new Finding<>(
                IsmRules.R_22,
                "the signal came before data for the same token, and none follows it",
                1,
                2)),
        findings);
  }

  @Test
  void dataThatNobodySignalsIsNoFinding() {
    move(TOKEN, false, 64, 100, true);
    order.end();
    assertEquals(List.of(), findings);
  }

  @Test
  void aSignalOfDataThatWasNotTakenIsFound() {
    move(TOKEN, false, 64, 100, false);
    move(TOKEN, true, 0, 44, true);
    assertEquals(
        List.of(
            new Finding<>(
                IsmRules.R_22,
                "the signal tells of data that was not taken, at 0x40 of the DMB",
                2,
                1)),
        findings);
  }

  @Test
  void aSignalAfterTheDataWasRepeatedIsInOrder() {
    move(TOKEN, false, 64, 100, false);
    move(TOKEN, false, 64, 100, true);
    move(TOKEN, true, 0, 44, true);
    order.end();
    assertEquals(List.of(), findings);
  }

  @Test
  void otherSpacesAndPartsOfHeadersAreNotLookedAt() {
    order.block(15, 0, Bytes.ofHex("0000000100000010"), true, 1);
    command(0, "00000001");
    assertEquals(List.of(), findings);
  }
}
