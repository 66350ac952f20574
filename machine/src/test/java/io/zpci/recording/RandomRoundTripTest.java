package io.zpci.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.ism.EventQueue;
import io.zpci.ism.IsmCommand;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.MoveOffset;
import io.zpci.ism.PeerNotices;
import io.zpci.storage.Layouts;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.MissingNode;

/**
 * Whatever three functions do, what is written of it replays: random commands, moves and junk,
 * memory that comes and goes, resets, and guests that clear bits when they like.
 */
class RandomRoundTripTest {
  private static final long SEED = Long.getLong("zpci.seed", 5);
  private static final int OPERATIONS = 6000;
  private static final long PAGE = 4096;
  private static final long SBA = 0x1_0000_0000L;
  private static final long QUEUE = SBA + PAGE;
  private static final long DMB = SBA + 2 * PAGE;
  private static final Map<String, Long> GIDS = new LinkedHashMap<>();

  static {
    GIDS.put("a", 0xa1a1_a1a1_0000_0001L);
    GIDS.put("b", 0xb2b2_b2b2_0000_0002L);
    GIDS.put("c", 3L);
  }

  private final Random random = new Random(SEED);
  private final List<String> names = List.copyOf(GIDS.keySet());
  private final List<Long> tokens = new ArrayList<>(List.of(0x7fff_0000_0000L));
  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(PeerNotices.class)
  void replaysWithoutADifference(PeerNotices notices) throws IOException {
    Path file = folder.resolve("random.jsonl");
    try (WrittenFunctions functions = new WrittenFunctions(file, GIDS, notices)) {
      names.forEach(name -> setUp(functions, name));
      for (int i = 0; i < OPERATIONS; i++) {
        guestsClearBits(functions);
        operation(functions, names.get(random.nextInt(names.size())));
      }
      assertEquals(List.of(), functions.complaints);
    }
    Recording recording = Recording.read(file);
    Comparison comparison = new FunctionOperationsReplayer().replay(recording);
    assertEquals(List.of(), comparison.differences(), "-Dzpci.seed=" + SEED);
    assertEquals(recording.lines().size(), comparison.operations());
    String all = Files.readString(file);
    for (String seen :
        List.of(
            "\"ism-command\"", "\"dmb-move\"", "\"ieq-event\"", "\"irq\"", "\"s\":", "\"cc\":")) {
      assertTrue(all.contains(seen), () -> seen + " never came, -Dzpci.seed=" + SEED);
    }
  }

  private void setUp(WrittenFunctions to, String name) {
    to.reset(name);
    to.setIrqs(irqs(name, 0x24, 1, 1));
    to.unmap(name, SBA, 32 * PAGE);
    to.map(name, 3, SBA, 0x10000, 18 * PAGE);
    command(to, name, IsmCommand.REG_SBA, SBA);
    command(to, name, IsmCommand.REG_IEQ, QUEUE, 512);
  }

  private FunctionOperation.SetIrqs irqs(String name, int flags, int index, int count) {
    return new FunctionOperation.SetIrqs(
        new Line("", 0, MissingNode.getInstance()), name, flags, index, 0, count, count);
  }

  private void guestsClearBits(WrittenFunctions functions) {
    for (RecordedFunction each : functions.functions.values()) {
      if (random.nextInt(3) == 0) {
        each.setSummaryByte(0);
      }
    }
  }

  private void operation(WrittenFunctions to, String name) {
    switch (random.nextInt(40)) {
      case 0 -> to.reset(name);
      case 1 -> setUp(to, name);
      case 2 -> to.unmap(name, SBA + PAGE * random.nextInt(20), PAGE * (1 + random.nextInt(3)));
      case 3 -> {
        to.unmap(name, 0, SBA * 2);
        to.setIrqs(irqs(name, 0x21, 1 + random.nextInt(2), 0));
        to.reset(name);
        setUp(to, name);
      }
      case 4 -> to.setIrqs(irqs(name, 0x24, 1 + random.nextInt(2), random.nextInt(2)));
      case 5 -> junk(to, name);
      case 6 -> command(to, name, IsmCommand.READ_GID);
      case 7 -> command(to, name, IsmCommand.QUERY_INFO);
      case 8 -> command(to, name, IsmCommand.ADD_VLAN_ID, random.nextInt(4));
      case 9 -> command(to, name, IsmCommand.DEL_VLAN_ID, random.nextInt(4));
      case 10 ->
          command(to, name, random.nextInt(8) == 0 ? IsmCommand.SET_VLAN : IsmCommand.RESET_VLAN);
      case 11 -> command(to, name, IsmCommand.QUERY_RGID, gid(), 0x1_0000_1fffL);
      case 12, 13, 14 -> registerBuffer(to, name);
      case 15 -> command(to, name, IsmCommand.UNREG_DMB, token());
      case 16, 17, 18 ->
          command(
              to,
              name,
              IsmCommand.SIGNAL_IEQ,
              gid(),
              (long) random.nextInt(2) << 32 | random.nextInt(),
              random.nextLong());
      case 19 ->
          command(to, name, random.nextBoolean() ? IsmCommand.UNREG_IEQ : IsmCommand.REG_IEQ);
      case 20 -> inject(to.named(name));
      default -> move(to, name);
    }
  }

  /** Where its memory is gone the event would be none, and the function in error for no cause. */
  private void inject(RecordedFunction to) {
    if (to.memory().check(QUEUE, PAGE) == 0 && to.memory().check(SBA, PAGE) == 0) {
      to.function()
          .injectEvent(EventQueue.SWR, random.nextInt(), random.nextLong(), random.nextLong());
    }
  }

  private long gid() {
    return random.nextInt(5) == 0 ? 77 : GIDS.get(names.get(random.nextInt(names.size())));
  }

  private long token() {
    return tokens.get(random.nextInt(tokens.size()));
  }

  private void registerBuffer(WrittenFunctions to, String name) {
    long address = DMB + PAGE * random.nextInt(8);
    long shape = PAGE * (1 + random.nextInt(4)) << 32 | random.nextInt(64);
    command(to, name, IsmCommand.REG_DMB, address, shape, random.nextInt(4), gid());
    long token = to.load(name, IsmFacts.COMMANDS, 8, 8);
    if (MoveOffset.token(token) == token && token != 0 && !tokens.contains(token)) {
      tokens.add(token);
    }
  }

  private void move(WrittenFunctions to, String name) {
    byte[] data = new byte[1 + random.nextInt(random.nextInt(4) == 0 ? 4096 : 64)];
    random.nextBytes(data);
    long offset =
        MoveOffset.of(token(), random.nextInt(4), random.nextBoolean(), random.nextInt(1 << 13));
    if (data.length <= 8 && random.nextBoolean()) {
      to.store(name, IsmFacts.MOVES, offset, data.length, random.nextLong());
    } else {
      to.storeBlock(name, IsmFacts.MOVES, offset, data);
    }
  }

  /** What no driver does: any block and any access anywhere. */
  private void junk(WrittenFunctions to, String name) {
    int bar = random.nextInt(6);
    long offset = random.nextInt(300);
    byte[] data = new byte[1 + random.nextInt(40)];
    switch (random.nextInt(3)) {
      case 0 -> to.storeBlock(name, bar, offset, data);
      case 1 -> to.store(name, bar, offset, 1 << random.nextInt(4), random.nextLong());
      default -> to.load(name, bar, offset, 1 << random.nextInt(4));
    }
  }

  private void command(WrittenFunctions to, String name, IsmCommand command, long... payload) {
    MemorySegment bytes = MemorySegment.ofArray(new byte[8 * payload.length]);
    for (int i = 0; i < payload.length; i++) {
      bytes.set(Layouts.LONG, 8L * i, payload[i]);
    }
    if (payload.length > 0) {
      to.storeBlock(name, IsmFacts.COMMANDS, 8, bytes.toArray(Layouts.BYTE));
    }
    MemorySegment header = MemorySegment.ofArray(new byte[8]);
    header.set(Layouts.INT, 0, command.code());
    header.set(Layouts.SHORT, 6, (short) command.requestLength());
    to.storeBlock(name, IsmFacts.COMMANDS, 0, header.toArray(Layouts.BYTE));
    for (int at = 0; at < 16; at += 8) {
      to.load(name, IsmFacts.COMMANDS, at, 8);
    }
  }
}
