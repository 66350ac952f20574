package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmRules;
import io.zpci.ism.MoveOffset;
import io.zpci.recording.FunctionOperation.StoreBlock;
import io.zpci.recording.FunctionOperations;
import io.zpci.recording.Recording;
import io.zpci.recording.RecordingException;
import io.zpci.verdict.IsmOrder;
import io.zpci.verdict.IsmOrder.Finding;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The order of blocks that Linux's drivers and SMC-D were recorded with is in order; altered, it is
 * not.
 */
class IsmOrderRecordingTest {
  private static final String TWO_GUESTS = "ism-smcd-two-guests";

  private static List<StoreBlock> blocks(String recording) throws RecordingException {
    List<StoreBlock> blocks = new ArrayList<>();
    FunctionOperations.parse(Recording.read(Stacks.recording(recording)))
        .steps()
        .forEach(step -> {
          if (step.input() instanceof StoreBlock block) {
            blocks.add(block);
          }
        });
    return blocks;
  }

  private static List<Finding<StoreBlock>> findings(List<StoreBlock> blocks) {
    List<Finding<StoreBlock>> findings = new ArrayList<>();
    Map<String, IsmOrder<StoreBlock>> orders = new HashMap<>();
    for (StoreBlock block : blocks) {
      orders
          .computeIfAbsent(block.function(), _ -> new IsmOrder<>(findings::add))
          .block(block.bar(), block.offset(), block.data(), true, block);
    }
    orders.values().forEach(IsmOrder::end);
    return findings;
  }

  private static boolean isMove(StoreBlock block) {
    return block.bar() == IsmFacts.MOVES;
  }

  private static StoreBlock at(StoreBlock block, long offset) {
    return new StoreBlock(block.line(), block.function(), block.bar(), offset, block.data());
  }

  @ParameterizedTest
  @ValueSource(strings = {TWO_GUESTS, "ism-probe-event-unbind"})
  void whatLinuxDoesIsInOrder(String recording) throws RecordingException {
    assertEquals(List.of(), findings(blocks(recording)));
  }

  @Test
  void everyHeaderBeforeItsPayloadIsFound() throws RecordingException {
    List<StoreBlock> blocks = blocks(TWO_GUESTS);
    int commands = 0;
    for (int i = 0; i < blocks.size(); i++) {
      if (!isMove(blocks.get(i)) && blocks.get(i).offset() == 8) {
        Collections.swap(blocks, i, i + 1);
        commands++;
        i++;
      }
    }
    List<Finding<StoreBlock>> findings = findings(blocks);
    assertEquals(12, commands);
    assertEquals(commands, findings.size());
    for (Finding<StoreBlock> finding : findings) {
      assertEquals(IsmRules.R_08, finding.rule());
      assertEquals(0, finding.by().offset());
    }
  }

  @Test
  void aSignalOnEveryPieceIsFound() throws RecordingException {
    List<StoreBlock> altered = new ArrayList<>();
    int cut = 0;
    StoreBlock before = null;
    for (StoreBlock block : blocks(TWO_GUESTS)) {
      altered.add(isMove(block) ? at(block, block.offset() | MoveOffset.SIGNAL) : block);
      if (before != null && isMove(before) && isMove(block) && goesOn(before, block)) {
        cut++;
      }
      before = block;
    }
    List<Finding<StoreBlock>> findings = findings(altered);
    assertEquals(54, cut);
    assertEquals(cut, findings.size());
    findings.forEach(finding -> assertEquals(IsmRules.R_22, finding.rule()));
  }

  private static boolean goesOn(StoreBlock before, StoreBlock block) {
    int end = MoveOffset.inDmb(before.offset()) + before.data().size();
    return before.function().equals(block.function())
        && MoveOffset.token(before.offset()) == MoveOffset.token(block.offset())
        && end == MoveOffset.inDmb(block.offset())
        && end % 4096 == 0;
  }

  /** Each side ends with a message that signals. */
  @Test
  void theLastSignalTakenAwayLeavesDataUntold() throws RecordingException {
    List<StoreBlock> blocks = blocks(TWO_GUESTS);
    long tokens =
        blocks.stream()
            .filter(IsmOrderRecordingTest::isMove)
            .map(block -> block.function() + MoveOffset.token(block.offset()))
            .distinct()
            .count();
    assertEquals(2, tokens);
    List<Finding<StoreBlock>> findings = new ArrayList<>();
    for (String function : List.of("a", "b")) {
      List<StoreBlock> altered = new ArrayList<>(blocks);
      for (int i = altered.size() - 1; i >= 0; i--) {
        StoreBlock block = altered.get(i);
        if (isMove(block) && block.function().equals(function)) {
          altered.set(i, at(block, block.offset() & ~MoveOffset.SIGNAL));
          break;
        }
      }
      findings.addAll(findings(altered));
    }
    assertEquals(
        List.of(IsmRules.R_22, IsmRules.R_22), findings.stream().map(Finding::rule).toList());
  }
}
