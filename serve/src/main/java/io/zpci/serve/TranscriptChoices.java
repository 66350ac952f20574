package io.zpci.serve;

import io.zpci.arch.Request;
import io.zpci.ism.IsmCommand;
import io.zpci.ism.IsmFacts;
import io.zpci.recording.RecordedTokens;
import io.zpci.storage.Layouts;
import io.zpci.vfio.DeviceFile;
import io.zpci.vfiouser.Message;
import io.zpci.vfiouser.Payload;
import io.zpci.vfiouser.VfioUserCommand;
import io.zpci.workload.Bytes;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/**
 * What in a recorded server's replies is its own choice, and what stands for it here. Everything
 * else has to be the same.
 *
 * <ul>
 *   <li>The text in the reply to VERSION: what a server can do, and how it spells that.
 *   <li>Tokens: that in the answer to REG_DMB is paired with the recorded one, and the pair is
 *       applied to blocks, as recordings of function operations have it.
 *   <li>Return codes other than 0, and QUERY_INFO from 8 to 23 and from 60 on, as there.
 *   <li>In configuration space what PCI leaves to a function, and a VMM or driver takes as it finds
 *       it: the type bits of BARs, the subsystem's ids, the ROM's register, and capabilities with
 *       the places where they stand. The recorded client looks where the recorded server had them.
 * </ul>
 */
final class TranscriptChoices {
  private static final int HEADER = 8;

  /** Registers of configuration space. */
  private static final int BARS = 0x10;

  private static final int BARS_END = 0x28;
  private static final int BAR_TYPE = 0xf;
  private static final int SUBSYSTEM = 0x2c;
  private static final int ROM_END = 0x34;
  private static final int CAPABILITIES = 0x40;

  private final Transcript transcript;
  private final RecordedTokens tokens = new RecordedTokens();

  /** The command that each function executed last. */
  private final Map<String, Integer> commands = new HashMap<>();

  TranscriptChoices(Transcript transcript) {
    this.transcript = transcript;
  }

  /** The client of {@code function} is gone. */
  void left(String function) {
    commands.remove(function);
  }

  /** {@code block}, which is step {@code at}, with tokens that live here. */
  Transcript.Block block(Transcript.Block block, int at) {
    int space = Request.space(block.request());
    long offset = block.offset();
    Bytes data = block.data();
    if (transcript.memory()) {
      return block;
    } else if (space == IsmFacts.MOVES) {
      offset = tokens.offset(offset);
    } else if (space == IsmFacts.COMMANDS && commandAt(block, at) == IsmCommand.UNREG_DMB.code()) {
      long token = HEADER - offset;
      if (token >= 0 && token + Long.BYTES <= data.size()) {
        MemorySegment bytes = MemorySegment.ofArray(data.toArray());
        bytes.set(Layouts.LONG, token, tokens.ours(bytes.get(Layouts.LONG, token)));
        data = Bytes.of(bytes.toArray(Layouts.BYTE));
      }
    }
    return new Transcript.Block(
        block.line(), block.function(), block.request(), offset, block.address(), data, block.cc());
  }

  /** The command that {@code block} executes, or whose payload it is; 0 where there is none. */
  private int commandAt(Transcript.Block block, int at) {
    for (int i = at; i < transcript.steps().size(); i++) {
      if (transcript.steps().get(i) instanceof Transcript.Block next
          && next.function().equals(block.function())
          && isHeader(next)) {
        return code(next);
      }
    }
    return 0;
  }

  private static boolean isHeader(Transcript.Block block) {
    return Request.space(block.request()) == IsmFacts.COMMANDS
        && block.offset() == 0
        && block.data().size() >= HEADER;
  }

  private static int code(Transcript.Block header) {
    return MemorySegment.ofArray(header.data().toArray()).get(Layouts.INT, 0);
  }

  /** {@code block}, as it was recorded, has been executed. */
  void executed(Transcript.Block block) {
    if (!transcript.memory() && isHeader(block)) {
      commands.put(block.function(), code(block));
    }
  }

  /**
   * The reply {@code got} with what is a server's own as {@code recorded} has it; both belong to
   * the same command.
   */
  Bytes adopt(String function, Bytes recorded, Bytes got) {
    MemorySegment theirs = MemorySegment.ofArray(recorded.toArray());
    MemorySegment ours = MemorySegment.ofArray(got.toArray());
    int command = Message.command(theirs, 0);
    if (command != Message.command(ours, 0) || isError(theirs) || isError(ours)) {
      return got;
    }
    if (command == VfioUserCommand.VERSION.code()) {
      return version(theirs, ours, got);
    }
    if (command == VfioUserCommand.REGION_READ.code() && recorded.size() == got.size()) {
      adoptRead(function, theirs, ours);
      return Bytes.of(ours.toArray(Layouts.BYTE));
    }
    return got;
  }

  private static boolean isError(MemorySegment reply) {
    return (Message.flags(reply, 0) & Message.ERROR) != 0;
  }

  /** Up to the version both are compared; behind it each has a text of its own length. */
  private static Bytes version(MemorySegment theirs, MemorySegment ours, Bytes got) {
    int text = Message.HEADER + Payload.Version.SIZE;
    if (theirs.byteSize() < text || ours.byteSize() < text) {
      return got;
    }
    MemorySegment mixed = MemorySegment.ofArray(theirs.toArray(Layouts.BYTE));
    MemorySegment.copy(ours, 0, mixed, 0, text);
    mixed.set(Message.INT, Message.SIZE, (int) theirs.byteSize());
    return Bytes.of(mixed.toArray(Layouts.BYTE));
  }

  private void adoptRead(String function, MemorySegment theirs, MemorySegment ours) {
    int data = Message.HEADER + Payload.Region.SIZE;
    if (theirs.byteSize() <= data) {
      return;
    }
    int region = theirs.get(Message.INT, Message.HEADER + Payload.Region.INDEX);
    long offset = theirs.get(Message.LONG, Message.HEADER + Payload.Region.OFFSET);
    if (region == DeviceFile.CONFIG_REGION) {
      adoptConfig(offset, theirs, ours, data);
    } else if (region == IsmFacts.COMMANDS && !transcript.memory()) {
      adoptAnswer(function, offset, theirs, ours, data);
    }
  }

  private static void adoptConfig(long offset, MemorySegment theirs, MemorySegment ours, int data) {
    for (long at = data; at < theirs.byteSize(); at++) {
      long register = offset + at - data;
      byte recorded = theirs.get(Layouts.BYTE, at);
      if (register >= BARS && register < BARS_END && register % 4 == 0) {
        int value = (recorded & BAR_TYPE) | (ours.get(Layouts.BYTE, at) & ~BAR_TYPE);
        ours.set(Layouts.BYTE, at, (byte) value);
      } else if ((register >= SUBSYSTEM && register < ROM_END) || register >= CAPABILITIES) {
        ours.set(Layouts.BYTE, at, recorded);
      }
    }
  }

  private void adoptAnswer(
      String function, long offset, MemorySegment theirs, MemorySegment ours, int data) {
    int command = commands.getOrDefault(function, 0);
    boolean doubleword = theirs.byteSize() - data == Long.BYTES;
    if (doubleword && offset == 0) {
      adoptRet(theirs, ours, data);
    } else if (doubleword && offset == HEADER && command == IsmCommand.REG_DMB.code()) {
      adoptToken(theirs, ours, data);
    }
    if (command == IsmCommand.QUERY_INFO.code()) {
      for (long at = data; at < theirs.byteSize(); at++) {
        long field = offset + at - data;
        if ((field >= 8 && field < 24) || (field >= 60 && field < 200)) {
          ours.set(Layouts.BYTE, at, theirs.get(Layouts.BYTE, at));
        }
      }
    }
  }

  private static void adoptRet(MemorySegment theirs, MemorySegment ours, int data) {
    short recorded = theirs.get(Layouts.SHORT, data + 4);
    if (recorded != 0 && ours.get(Layouts.SHORT, data + 4) != 0) {
      ours.set(Layouts.SHORT, data + 4, recorded);
    }
  }

  private void adoptToken(MemorySegment theirs, MemorySegment ours, int data) {
    long recorded = theirs.get(Layouts.LONG, data);
    long token = ours.get(Layouts.LONG, data);
    if (recorded != 0 && token != 0) {
      tokens.learn(recorded, token);
      ours.set(Layouts.LONG, data, recorded);
    }
  }
}
