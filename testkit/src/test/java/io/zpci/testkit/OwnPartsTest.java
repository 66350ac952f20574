package io.zpci.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.lenient;

import io.zpci.arch.Outcome;
import io.zpci.arch.Register;
import io.zpci.fault.Faults;
import io.zpci.function.PciFunction;
import io.zpci.guest.PciDev;
import io.zpci.ism.Fabric;
import io.zpci.ism.IsmFacts;
import io.zpci.ism.IsmFunction;
import io.zpci.ism.Reactions;
import io.zpci.machine.Between;
import io.zpci.machine.IsmPeer;
import io.zpci.machine.Stack;
import io.zpci.route.Route;
import io.zpci.trace.Hand;
import io.zpci.trace.Tap;
import io.zpci.trace.TappedFunction;
import io.zpci.verdict.Crossing;
import io.zpci.verdict.TraceRecorder;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.InOrder;
import org.mockito.Mock;
import org.mockito.junit.jupiter.MockitoExtension;

/** A test may bring its function, and what stands between the ports. */
class OwnPartsTest {
  /** The kit's annotation stands before Mockito's: its mocks are there all the same. */
  @Nested
  @PassthroughTest
  @ExtendWith(MockitoExtension.class)
  class Mocked {
    @Mock @FunctionUnderTest private PciFunction function;

    @BeforeEach
    void stub() {
      lenient().when(function.facts()).thenReturn(IsmFacts.plain(1));
    }

    @Test
    void mockGetsWhatArrives(PciDev dev, PciFunction passed) {
      assertSame(function, passed);
      assertEquals(0, dev.storeBlock(2, 8, 16, 0x1000));
      assertEquals(0, dev.storeBlock(2, 0, 8, 0x1000));
      InOrder order = inOrder(function);
      order.verify(function).storeBlock(eq(2), eq(8L), any(), anyLong(), eq(16));
      order.verify(function).storeBlock(eq(2), eq(0L), any(), anyLong(), eq(8));
    }

    @Test
    void mockMayRefuse(PciDev dev, @Mock Runnable other) {
      lenient()
          .when(function.storeBlock(anyInt(), anyLong(), any(), anyLong(), anyInt()))
          .thenReturn(Outcome.error(40));
      assertEquals(-5, dev.storeBlock(2, 0, 8, 0x1000));
      other.run();
    }
  }

  /** A method's parameters are what the function is made of. */
  @Nested
  class Made {
    private final Fabric fabric = new Fabric(7);

    @FunctionUnderTest
    IsmFunction function(Tap tap, Arena arena, Stack stack, Route route, Seed seed) {
      assertTrue(arena.scope().isAlive());
      assertEquals("linux-6.1", stack.guest().name());
      assertEquals("lpar", route.name());
      return fabric.add(seed.value(), IsmFacts.plain(7), Reactions.DEFAULT, tap);
    }

    @PassthroughTest(guest = "linux-6.1")
    void functionIsOfTheTestsOwnFabric(
        IsmFunction function, PciDev dev, TraceRecorder trace, Arena arena) {
      assertEquals(1, function.gid());
      assertSame(fabric.function(1), function);
      IsmPeer peer = new IsmPeer(fabric, 2, arena, 4096, Tap.NONE);
      assertEquals(2, fabric.functions().size());
      assertEquals(-5, dev.load(0, 0, 8, new Register()));
      Crossing device = trace.roots().getFirst().children().getFirst().children().getFirst();
      assertEquals("R-31", device.broken().getFirst().id());
      assertEquals(2, peer.gid());
    }
  }

  /** What is interposed is asked for each port once. */
  @Nested
  class Watched {
    private final List<String> asked = new ArrayList<>();

    @Interposed
    private final Between between =
        new Between() {
          @Override
          public PciFunction function(PciFunction below, Tap tap) {
            asked.add("function " + below.facts().model());
            return new TappedFunction(below, tap);
          }
        };

    @PassthroughTest
    void decoratorIsAHandOfItsOwn(PciDev dev, TraceRecorder trace) {
      assertEquals(List.of("function ism"), asked);
      assertEquals(0, dev.load(15, 0, 4, new Register()));
      Crossing crossing = trace.roots().getFirst();
      List<Hand> hands = new ArrayList<>();
      while (true) {
        hands.add(crossing.hand());
        if (crossing.children().isEmpty()) {
          break;
        }
        crossing = crossing.children().getFirst();
      }
      assertEquals(List.of(Hand.GUEST, Hand.FIRMWARE, Hand.DEVICE, Hand.DEVICE), hands);
    }

    @PassthroughTest
    void faultsStandBelow(Faults faults, PciDev dev) {
      assertEquals(List.of("function ism"), asked);
      assertEquals(1, faults.seed());
      assertEquals(0, dev.load(15, 0, 4, new Register()));
    }

    /** The innermost class's member is taken. */
    @Nested
    class Inner {
      @Interposed
      Between nothing() {
        return Between.NOTHING;
      }

      @PassthroughTest
      void innerOneIsTaken(PciDev dev) {
        assertEquals(0, dev.load(15, 0, 4, new Register()));
        assertEquals(List.of(), asked);
      }
    }
  }

  /** A static member serves a constructor that asks. */
  @Nested
  @PassthroughTest
  class Early {
    @FunctionUnderTest static final PciFunction FUNCTION = io.zpci.function.MemoryFunction.memory();

    private final PciFunction passed;

    Early(PciFunction passed) {
      this.passed = passed;
    }

    @Test
    void functionIsTheStaticOne() {
      assertSame(FUNCTION, passed);
    }
  }
}
