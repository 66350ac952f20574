package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.interrupt.EventCounter;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmFunction;
import io.zpci.ism.MoveOffset;
import io.zpci.ism.Reactions;
import io.zpci.machine.HostMachine;
import io.zpci.machine.Routes;
import io.zpci.machine.Stack;
import io.zpci.route.Below;
import io.zpci.route.InterpretationRoute;
import io.zpci.route.ProcessRoute;
import io.zpci.route.Route;
import io.zpci.trace.Cost;
import io.zpci.vfio.IrqSet;
import io.zpci.vfio.VfioDevice;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of crossings in docs/design.md are the kinds there are, and what routes cost. */
class CrossingsPageTest {
  private static final java.nio.file.Path PAGE = Pages.page("docs/design.md");
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final long PAGE_SIZE = 4096;
  private static final long GID = 0xa1;
  private static final long PEER_GID = 0xb2;
  private static final long STORAGE = 8L << 20;

  private final Arena arena = Arena.ofShared();
  private final Fabric fabric = new Fabric(RoutedGuest.PCHID);

  @AfterEach
  void close() {
    arena.close();
  }

  @Test
  void everyKindHasItsRow() {
    List<String> words = Arrays.stream(Cost.values()).map(cost -> "`" + cost.word() + "`").toList();
    assertEquals(words, Pages.table(PAGE, "kind").stream().map(List::getFirst).toList());
  }

  /** Each route of each row, with what the row says of a block and of an interrupt. */
  static Stream<Arguments> rows() {
    return Pages.table(PAGE, "by route").stream()
        .flatMap(cells ->
            CODE.matcher(cells.get(0))
                .results()
                .map(name -> route(name.group(1), cells.get(0).contains("without")))
                .map(route -> Arguments.of(route, costs(cells.get(1)), costs(cells.get(2)))));
  }

  private static Route route(String name, boolean withoutAssist) {
    return withoutAssist ? new InterpretationRoute(false) : Routes.named(name).orElseThrow();
  }

  private static Map<Cost, Integer> costs(String cell) {
    Map<Cost, Integer> costs = new HashMap<>();
    if (!cell.equals("nothing")) {
      for (String each : cell.split(", ")) {
        String[] parts = each.split(" ");
        Cost kind =
            Arrays.stream(Cost.values())
                .filter(cost -> cost.word().equals(parts[1]))
                .findFirst()
                .orElseThrow();
        costs.put(kind, Integer.parseInt(parts[0]));
      }
    }
    return costs;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void aRouteCostsWhatItsRowSays(
      Route route, Map<Cost, Integer> block, Map<Cost, Integer> interrupt) {
    if (route instanceof ProcessRoute process) {
      process(process, block, interrupt);
    } else {
      guests(route, block, interrupt);
    }
  }

  private void guests(Route route, Map<Cost, Integer> block, Map<Cost, Integer> interrupt) {
    RoutedGuest sender = probed(route, GID);
    RoutedGuest owner = probed(route, PEER_GID);
    fabric.nextToken(0);
    assertEquals(0, owner.registerDmb(owner.mapped(RoutedGuest.DMB_LENGTH).ioAddress(), GID));
    sender.crossings.paid();
    owner.crossings.paid();
    assertEquals(0, sender.move(MoveOffset.of(0, 0, true, 0), 16, 1));
    assertEquals(1, owner.kernel.takeInterruptions());
    assertEquals(block, sender.crossings.paid());
    assertEquals(interrupt, owner.crossings.paid());
  }

  private RoutedGuest probed(Route route, long gid) {
    RoutedGuest guest = RoutedGuest.ism(route, Stack.newest(), fabric, gid, arena);
    assertEquals(0, guest.start());
    long sba = guest.mapped(PAGE_SIZE).ioAddress();
    assertEquals(0, guest.probe(sba, guest.mapped(PAGE_SIZE).ioAddress()));
    return guest;
  }

  private void process(ProcessRoute route, Map<Cost, Integer> block, Map<Cost, Integer> interrupt) {
    Crossings crossings = new Crossings();
    IsmFunction function =
        fabric.add(GID, IsmFacts.plain(RoutedGuest.PCHID), Reactions.DEFAULT, crossings);
    HostMachine host = new HostMachine(Stack.newest(), crossings, arena, STORAGE);
    Below below = host.plug(function);
    function.connect(below.dma(), below.msi());
    VfioDevice device = route.open(below, host.facts(function.facts()));
    EventCounter eventfd = new EventCounter();
    assertEquals(0, device.setIrqs(IrqSet.eventfd(VfioDevice.IRQ_MSI, 0, eventfd::signal)));
    crossings.paid();
    MemorySegment payload = MemorySegment.ofArray(new long[2]);
    assertEquals(16, device.region(2).pwrite(8, payload, 0, 16));
    assertEquals(block, crossings.paid());
    below.msi().signal(0);
    assertEquals(1, eventfd.read());
    assertEquals(interrupt, crossings.paid());
  }
}
