package io.zpci.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.Outcome;
import io.zpci.arch.PassingInstructions;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.guest.IsmDriverVersion;
import io.zpci.route.Below;
import io.zpci.route.Facts;
import io.zpci.route.Guest;
import io.zpci.route.GuestPath;
import io.zpci.route.Path;
import io.zpci.route.Route;
import io.zpci.storage.GuestStorage;
import io.zpci.storage.Layouts;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Guests that talk through routes that break something. */
class AlteredTalkTest {
  private static final long BYTES = 300_001;

  private static TalkResult talk(Route route) {
    return talk(route, 2);
  }

  private static TalkResult talk(Route route, int functions) {
    TalkPlan plan =
        new TalkPlan(BYTES, 1, TalkPlan.MOST, functions, 1, IsmDriverVersion.newest(), 1);
    return Talk.run(route, Stack.newest(), plan, done -> {});
  }

  @Test
  void aResponseWithoutALengthEndsTheGuest() {
    TalkResult result =
        talk(
            altered(below ->
                new PassingInstructions(below) {
                  @Override
                  public int load(int issue, long request, long address, Register loaded) {
                    int outcome = super.load(issue, request, address, loaded);
                    if (Request.space(request) == 2) {
                      loaded.set(0);
                    }
                    return outcome;
                  }
                }));
    assertEquals("stopped", result.outcome());
    assertEquals("guest kernel crash: response length 0", result.why());
  }

  @Test
  void aByteChangedOnTheWayIsSeen() {
    int[] moves = {0};
    long[] wrong = {0};
    TalkResult result =
        talk(
            altered(below ->
                new PassingInstructions(below) {
                  private long sent;

                  @Override
                  public int storeBlock(
                      int issue,
                      long request,
                      long address,
                      GuestStorage storage,
                      long storageAddress) {
                    boolean data = Request.space(request) == 0 && Request.length(request) > 32;
                    if (data && ++moves[0] == 10) {
                      wrong[0] = sent + 7;
                      long at = storage.offset(storageAddress) + 7;
                      byte old = storage.segment().get(Layouts.BYTE, at);
                      storage.segment().set(Layouts.BYTE, at, (byte) (old ^ 1));
                    }
                    sent += data ? Request.length(request) : 0;
                    return super.storeBlock(issue, request, address, storage, storageAddress);
                  }
                }));
    assertEquals("corrupted", result.outcome());
    assertTrue(
        result.why() != null && result.why().endsWith(": wrong data at byte " + wrong[0]),
        result.why());
    assertTrue(result.bytes() < BYTES);
  }

  @Test
  void signalsThatGetLostAreAStandstill() {
    TalkResult result =
        talk(
            altered(below ->
                new PassingInstructions(below) {
                  @Override
                  public int storeBlock(
                      int issue,
                      long request,
                      long address,
                      GuestStorage storage,
                      long storageAddress) {
                    boolean move = Request.space(request) == 0;
                    long quiet = move ? address & ~(1L << 23) : address;
                    return super.storeBlock(issue, request, quiet, storage, storageAddress);
                  }
                }));
    assertEquals("stopped", result.outcome());
    assertEquals(
        "standstill: nobody is interrupted, nothing can be sent or received", result.why());
    TalkResult.Break first = result.firstBreak();
    assertNotNull(first);
    assertEquals("altered", first.brokenBy());
  }

  /** An LPAR with a hand on its instructions. */
  private static Route altered(UnaryOperator<PciInstructions> hand) {
    return new Route() {
      @Override
      public String name() {
        return "altered";
      }

      @Override
      public String description() {
        return "an lpar with a hand on its instructions";
      }

      @Override
      public int order() {
        return 0;
      }

      @Override
      public @Nullable String unavailable(Facts facts) {
        return null;
      }

      @Override
      public Path connect(Below host, Guest guest, Facts facts) {
        return new GuestPath(
            hand.apply(host.instructions()),
            host.handle(),
            facts.function().maxStoreBlock(),
            false,
            List.of(0L, 0L, 0L, 0L, 0L, 0L),
            host.dma(),
            host.msi(),
            host.interruption());
      }
    };
  }

  @Test
  void aRefusedMoveAbortsTheConnection() {
    int[] moves = {0};
    TalkResult result =
        talk(
            altered(below ->
                new PassingInstructions(below) {
                  @Override
                  public int storeBlock(
                      int issue,
                      long request,
                      long address,
                      GuestStorage storage,
                      long storageAddress) {
                    if (Request.space(request) == 0 && ++moves[0] == 20) {
                      return Outcome.error(40);
                    }
                    return super.storeBlock(issue, request, address, storage, storageAddress);
                  }
                }));
    assertEquals("stopped", result.outcome());
    assertTrue(
        result.why() != null && result.why().endsWith(": the connection was aborted"),
        result.why());
  }

  @Test
  void blocksThatArriveInTwoAreCut() {
    TalkResult result =
        talk(
            altered(below ->
                new PassingInstructions(below) {
                  @Override
                  public int storeBlock(
                      int issue,
                      long request,
                      long address,
                      GuestStorage storage,
                      long storageAddress) {
                    int length = Request.length(request);
                    if (Request.space(request) != 0 || length <= 32 || length % 16 != 0) {
                      return super.storeBlock(issue, request, address, storage, storageAddress);
                    }
                    long half = request - length / 2;
                    int outcome = super.storeBlock(issue, half, address, storage, storageAddress);
                    return outcome != 0
                        ? outcome
                        : super.storeBlock(
                            issue,
                            half,
                            address + length / 2,
                            storage,
                            storageAddress + length / 2);
                  }
                }));
    assertEquals("cut", result.outcome(), result.why());
    assertEquals(BYTES, result.bytes());
  }

  @Test
  void twoGuestsHaveOneConnectionAndThreeHaveThree() {
    for (int functions : new int[] {2, 3}) {
      int[] registered = {0};
      Route counting =
          altered(below ->
              new PassingInstructions(below) {
                @Override
                public int storeBlock(
                    int issue,
                    long request,
                    long address,
                    GuestStorage storage,
                    long storageAddress) {
                  boolean header = Request.space(request) == 2 && address == 0;
                  if (header && storage.getInt(storageAddress) == 0x0a) {
                    registered[0]++;
                  }
                  return super.storeBlock(issue, request, address, storage, storageAddress);
                }
              });
      talk(counting, functions);
      assertEquals(functions == 2 ? 2 : 6, registered[0]);
    }
  }
}
