package io.zpci.ism;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.zpci.arch.Outcome;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Each command by its bytes, as the wire examples of spec ism 3 have them. */
class CommandTest {
  private final Bench bench = Bench.alone();

  @Nested
  class Identity {
    @Test
    void readGid() {
      assertEquals(Outcome.OK, bench.block(2, 0, "0000000300000008"));
      assertEquals("0000000300000010", bench.load(0));
      assertEquals("a1a1a1a100000001", bench.load(8));
      assertEquals(List.of(), bench.broken());
    }

    @Test
    void queryInfo() {
      bench.probed();
      long token = bench.dmb(0, 16384, 32, bench.function.gid());
      bench.dmb(0x4000, 16384, 33, 7);
      bench.command("00000004 0000 0010", "0000000000001fff");
      bench.command("00000006 0000 0008", "");
      assertEquals(0, bench.command("00000008 0000 0008", ""));
      assertEquals("00000008000000c8", bench.load(0));
      String[] want = {
        "0000000100001000", "0000000000000001", "a1a1a1a100000001", "0000000100001000",
        "0000000100002000", "0000020000000000", "0000000200000001", "0000000100000001",
        "1fff000000000000"
      };
      for (int i = 0; i < want.length; i++) {
        assertEquals(want[i], bench.load(8 + 8L * i));
      }
      for (int at = 80; at < 200; at += 8) {
        assertEquals("0000000000000000", bench.load(at));
      }
      assertEquals(0, token & 0xffff_ffffL);
    }

    @Test
    void responsesHaveTheirExactLengths() {
      for (IsmCommand command : IsmCommand.values()) {
        assertEquals(0, command.responseLength() % 8);
        assertEquals(command, IsmCommand.of(command.code()));
      }
      assertNull(IsmCommand.of(0x0c));
      assertNull(IsmCommand.of(-1));
      assertNull(IsmCommand.of(0x13));
    }
  }

  @Nested
  class SbaAndQueue {
    @Test
    void registerAndUnregister() {
      assertEquals(9, bench.command("00000011 0000 0008", ""));
      assertEquals(9, bench.command("00000012 0000 0008", ""));
      bench.probed();
      assertEquals(Bench.SBA, bench.function.sbaAddress());
      assertEquals(Bench.IEQ, bench.function.queueAddress());
      assertEquals(8, bench.command("00000001 0000 0010", Bench.hex(Bench.SBA)));
      assertEquals(
          8, bench.command("00000002 0000 0018", Bench.hex(Bench.IEQ) + "0000000000000200"));
      assertEquals(0, bench.command("00000012 0000 0008", ""));
      assertEquals("0000001200000008", bench.load(0));
      assertEquals(0, bench.command("00000011 0000 0008", ""));
      assertEquals("0000001100000008", bench.load(0));
      assertEquals(0, bench.function.sbaAddress());
      assertEquals(0, bench.function.queueAddress());
      assertEquals(List.of(), bench.broken());
    }

    @Test
    void theQueueSaysHowLongItIs() {
      bench.probed();
      assertEquals(0, bench.memory.u64(Bench.IEQ));
      assertEquals(512, bench.memory.u64(Bench.IEQ + 8));
      assertEquals(32, bench.memory.u64(Bench.IEQ + 16));
    }

    @Test
    void operandsThatTheLayoutDoesNotAllow() {
      assertEquals(6, bench.command("00000001 0000 0010", Bench.hex(Bench.SBA + 8)));
      assertEquals(
          6, bench.command("00000002 0000 0018", Bench.hex(Bench.IEQ) + "000000000000003f"));
      assertEquals(
          6, bench.command("00000002 0000 0018", Bench.hex(Bench.IEQ + 4) + "0000000000000200"));
    }
  }

  @Nested
  class Vlan {
    @Test
    void addAndDelete() {
      assertEquals(0, bench.command("00000004 0000 0010", "0000000000000005"));
      assertEquals(0, bench.command("00000004 0000 0010", "0000000000000005"));
      assertEquals(0, bench.command("00000005 0000 0010", "0000000000000005"));
      assertEquals(15, bench.command("00000005 0000 0010", "0000000000000005"));
      assertEquals(15, bench.command("00000005 0000 0010", "0000000100000005"));
      assertEquals(6, bench.command("00000004 0000 0010", "0000000000002000"));
      assertEquals(0, bench.command("00000004 0000 0010", "0000000000001fff"));
    }

    @Test
    void sixtyFourAndNoMore() {
      for (int id = 1; id <= 64; id++) {
        assertEquals(0, bench.command("00000004 0000 0010", Bench.hex(id)));
      }
      assertEquals(11, bench.command("00000004 0000 0010", Bench.hex(65)));
      assertEquals(0, bench.command("00000005 0000 0010", Bench.hex(1)));
      assertEquals(0, bench.command("00000004 0000 0010", Bench.hex(65)));
    }
  }

  @Nested
  class Buffers {
    @Test
    void registerByBytes() {
      assertEquals(
          Outcome.OK,
          bench.block(
              2, 8, "0000000100100000 00004000 00000020 00000000 00000000 b2b2b2b200000002"));
      assertEquals(Outcome.OK, bench.block(2, 0, "0000000a00000028"));
      assertEquals("0000000a00000010", bench.load(0));
      assertEquals("0000000100000000", bench.load(8));
    }

    @Test
    void tokensRiseAndADeadOneStaysDead() {
      long first = bench.dmb(0, 4096, 32, 1);
      assertEquals(1L << 32, first);
      assertEquals(0, bench.command("0000000b 0000 0010", Bench.hex(first)));
      assertEquals(12, bench.command("0000000b 0000 0010", Bench.hex(first)));
      assertEquals(2L << 32, bench.dmb(0, 4096, 32, 1));
      assertEquals(12, bench.command("0000000b 0000 0010", Bench.hex(2L << 32 | 1)));
    }

    @Test
    void tokensGoRoundWithoutMeetingALiveOne() {
      long kept = bench.dmb(0, 4096, 32, 1);
      for (int i = 2; i < 0x1_0000; i++) {
        long token = bench.dmb(0x4000, 4096, 33, 1);
        assertEquals((long) i << 32, token);
        bench.command("0000000b 0000 0010", Bench.hex(token));
      }
      assertEquals(1L << 32, kept);
      assertEquals(2L << 32, bench.dmb(0x4000, 4096, 33, 1));
    }

    @Test
    void manyAtATime() {
      for (int i = 0; i < Sba.DMBS; i++) {
        assertEquals((i + 1L) << 32, bench.dmb(0, 4096, i, 1));
      }
      assertEquals(10, register(4096, 77));
      assertEquals(6, register(4096, 1920));
    }

    private int register(int length, int index) {
      return bench.command(
          "0000000a 0000 0028",
          Bench.hex(Bench.DMB) + "%08x%08x".formatted(length, index) + "0".repeat(32));
    }

    @Test
    void operandsThatTheLayoutDoesNotAllow() {
      assertEquals(6, register(0, 32));
      assertEquals(6, register((8 << 20) + 1, 32));
      assertEquals(6, register(4096, -1));
      assertEquals(0, register(8 << 20, 32));
    }
  }

  @Nested
  class Peers {
    private final Fabric fabric = new Fabric(0x120);
    private final Bench a = new Bench(fabric, 0xa1a1_a1a1_0000_0001L).probed();
    private final Bench b = new Bench(fabric, 0xb2b2_b2b2_0000_0002L).probed();

    @Test
    void queryReachesThoseOfTheFabricAndOneself() {
      assertEquals(0, a.command("00000009 0000 0018", "b2b2b2b200000002 00000001 00001fff"));
      assertEquals("0000000900000008", a.load(0));
      assertEquals(0, a.command("00000009 0000 0018", "a1a1a1a100000001 00000001 00001fff"));
      assertEquals(13, a.command("00000009 0000 0018", "b2b2b2b200000003 00000001 00001fff"));
      assertEquals("00000009000d0008", a.load(0));
    }

    @Test
    void signalPutsAnEvent() {
      assertEquals(
          0,
          a.command("0000000e 0000 0020", "b2b2b2b200000002 00000001 00000080 0000010000000001"));
      assertEquals(1, b.interrupts);
      assertEquals(1, b.memory.u64(Bench.IEQ));
      assertEquals(2, b.memory.u32(Bench.IEQ + 32));
      assertEquals(0x80, b.memory.u32(Bench.IEQ + 36));
      assertEquals(a.function.gid(), b.memory.u64(Bench.IEQ + 40));
      assertEquals(0x100_0000_0001L, b.memory.u64(Bench.IEQ + 56));
      assertEquals(0xc0, b.memory.u8(Bench.SBA));
    }

    @Test
    void signalWithoutTriggerDoesNotInterrupt() {
      a.command("0000000e 0000 0020", "b2b2b2b200000002 00000000 00000080 0000000000000000");
      assertEquals(0, b.interrupts);
      assertEquals(0x40, b.memory.u8(Bench.SBA));
      assertEquals(1, b.memory.u64(Bench.IEQ));
    }

    @Test
    void signalToNobody() {
      assertEquals(
          13,
          a.command("0000000e 0000 0020", "b2b2b2b200000009 00000001 00000080 0000000000000000"));
    }

    @Test
    void unregisteringTellsTheUserInsideTheCommand() {
      long token = a.dmb(0, 16384, 32, b.function.gid());
      a.block(2, 8, Bench.hex(token));
      a.block(2, 0, "0000000b00000010");
      assertEquals(1, b.interrupts);
      assertEquals(0, b.memory.u32(Bench.IEQ + 32));
      assertEquals(4, b.memory.u32(Bench.IEQ + 36));
      assertEquals(token, b.memory.u64(Bench.IEQ + 40));
      assertEquals("0000000b00000008", a.load(0));
    }

    @Test
    void aTokenIsItsOwnersToEnd() {
      long token = a.dmb(0, 16384, 32, b.function.gid());
      assertEquals(12, b.command("0000000b 0000 0010", Bench.hex(token)));
      assertEquals(0, a.command("0000000b 0000 0010", Bench.hex(token)));
    }
  }
}
