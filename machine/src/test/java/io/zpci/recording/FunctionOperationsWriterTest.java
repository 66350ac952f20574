package io.zpci.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.ism.MoveOffset;
import io.zpci.ism.PeerNotices;
import io.zpci.recording.FunctionOperation.Output;
import io.zpci.storage.Layouts;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Recordings of the real stack, replayed into a writer: the same lines come out. */
class FunctionOperationsWriterTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"ism-probe-event-unbind, 59", "ism-smcd-two-guests, 598"})
  void aRecordingThatIsRecordedAgainIsTheSame(String name, int lines) throws IOException {
    Recording original = Recording.read(Path.of("../tests/recordings", name + ".jsonl"));
    Path file = folder.resolve("again.jsonl");
    FunctionOperations operations = FunctionOperations.parse(original);
    try (WrittenFunctions written =
        new WrittenFunctions(file, operations.gids(), operations.notices())) {
      operations.steps().forEach(step -> drive(written, step));
      assertEquals(List.of(), written.complaints);
    }
    Recording again = Recording.read(file);
    List<String> expected = original.lines().stream().map(line -> spell(line).toString()).toList();
    assertEquals(lines, expected.size());
    assertEquals(expected, again.lines().stream().map(line -> spell(line).toString()).toList());
    for (String field : List.of("kind", "trial", "recording")) {
      assertEquals(original.header().node().get(field), again.header().node().get(field));
    }
    assertEquals(spell(original.header().object("device")), spell(again.header().object("device")));
    assertEquals(
        original.header().object("functions").node(), again.header().object("functions").node());
    Comparison comparison = new FunctionOperationsReplayer().replay(again);
    assertEquals(List.of(), comparison.differences());
    assertEquals(lines, comparison.operations());
  }

  private static void drive(WrittenFunctions to, FunctionOperations.Step step) {
    for (Output output : step.outputs()) {
      if (output instanceof FunctionOperation.Command command && command.line().has("tok")) {
        to.fabric.nextToken((int) (command.line().number("tok") >>> MoveOffset.TOKEN_SHIFT));
      }
      // As the guests of this recording left it; none of its signals found the bit set.
      if (output instanceof FunctionOperation.Move || output instanceof FunctionOperation.Event) {
        to.functions.values().forEach(each -> each.setSummaryByte(0));
      }
    }
    String fn = step.input().function();
    switch (step.input()) {
      case FunctionOperation.Reset _ -> to.reset(fn);
      case FunctionOperation.SetIrqs irqs -> to.setIrqs(irqs);
      case FunctionOperation.Map map ->
          to.map(fn, map.flags(), map.address(), map.offset(), map.size());
      case FunctionOperation.Unmap unmap -> to.unmap(fn, unmap.address(), unmap.size());
      case FunctionOperation.StoreBlock block ->
          to.storeBlock(fn, block.bar(), block.offset(), block.data().toArray());
      case FunctionOperation.Store store -> {
        int length = store.data().size();
        MemorySegment data = MemorySegment.ofArray(store.data().toArray());
        to.store(fn, store.bar(), store.offset(), length, Layouts.getImage(data, 0, length));
      }
      case FunctionOperation.Load load ->
          to.load(fn, load.bar(), load.offset(), load.data().size());
      case FunctionOperation.Injection injection -> {
        FunctionOperation.Event event = injection.event();
        assertTrue(
            to.named(fn)
                .function()
                .injectEvent(event.type(), event.code(), event.token(), event.info()));
      }
    }
  }

  /** Every field but what a device does not see, each number in one spelling. */
  private static Map<String, String> spell(Line line) {
    Map<String, String> fields = new LinkedHashMap<>();
    List<String> names = new ArrayList<>(line.fields());
    names.removeAll(List.of("memory"));
    if (line.text("op", "").equals("dma_map")) {
      names.remove("nfds");
    } else if (line.text("op", "").equals("set_irqs")) {
      names.remove("data");
    } else if (line.text("cmd", "").equals("ADD_VLAN")) {
      names.remove("vlan_id"); // not in the original
    }
    names.stream().sorted().forEach(name -> fields.put(name, value(line, name)));
    return fields;
  }

  private static String value(Line line, String name) {
    if (line.node().get(name).isObject()) {
      return spell(line.object(name)).toString();
    }
    boolean word = List.of("fn", "op", "cmd", "data", "cause", "model").contains(name);
    return word || line.node().get(name).isBoolean()
        ? line.node().get(name).asString()
        : Long.toHexString(line.number(name));
  }

  @Test
  void withoutAnOperationThereIsAHeader() throws IOException {
    Path file = folder.resolve("empty.jsonl");
    new WrittenFunctions(file, Map.of("a", 1L), PeerNotices.DEVICE).close();
    assertEquals(1, Files.readAllLines(file).size());
  }
}
