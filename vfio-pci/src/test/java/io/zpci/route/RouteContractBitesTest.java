package io.zpci.route;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zpci.arch.AddressSpace;
import io.zpci.arch.Issue;
import io.zpci.arch.MioAddress;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.PciInstructions;
import io.zpci.arch.Register;
import io.zpci.arch.Request;
import io.zpci.arch.contract.ContractRun;
import io.zpci.route.contract.RouteContract;
import io.zpci.storage.GuestStorage;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A wrong route is caught, each by the test that is about its mistake; so is a broken promise. */
class RouteContractBitesTest {
  /** What lpar does, promised in full, with something between. */
  private static class Changed implements Route, PciInstructions {
    private final LparRoute lpar = new LparRoute();
    private @Nullable Path path;

    @Override
    public String name() {
      return "changed";
    }

    @Override
    public String description() {
      return "lpar with a mistake";
    }

    @Override
    public int order() {
      return 900;
    }

    @Override
    public @Nullable String unavailable(Facts facts) {
      return null;
    }

    @Override
    public Set<Promise> promises(Facts facts) {
      return EnumSet.allOf(Promise.class);
    }

    @Override
    public Path connect(Below host, Guest guest, Facts facts) {
      Path right = lpar.connect(host, guest, facts);
      path = right;
      return new GuestPath(
          this,
          right.handle(),
          right.maxStoreBlock(),
          right.mio(),
          right.mioAddresses(),
          right.dma(),
          right.msi(),
          right.interruption());
    }

    final PciInstructions below() {
      Path connected = path;
      if (connected == null) {
        throw new IllegalStateException("not connected");
      }
      return connected.instructions();
    }

    @Override
    public int load(int issue, long request, long address, Register loaded) {
      return below().load(issue, request, address, loaded);
    }

    @Override
    public int store(int issue, long request, long address, long value) {
      return below().store(issue, request, address, value);
    }

    @Override
    public int storeBlock(
        int issue, long request, long address, GuestStorage storage, long storageAddress) {
      return below().storeBlock(issue, request, address, storage, storageAddress);
    }

    @Override
    public int execute(PciInstruction instruction) {
      return below().execute(instruction);
    }
  }

  private static final class Contract extends RouteContract {
    private final Supplier<Route> route;

    Contract(Supplier<Route> route) {
      this.route = route;
    }

    @Override
    protected Route route() {
      return route.get();
    }
  }

  @Test
  void aRightOneHolds() {
    assertEquals(Set.of(), ContractRun.failures(() -> new Contract(Changed::new)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("wrong")
  void aWrongOneIsCaught(String mistake, Supplier<Route> route, String test) {
    assertTrue(ContractRun.fails(() -> new Contract(route), test), mistake);
  }

  private static Arguments wrong(String mistake, String test, Supplier<Route> route) {
    return Arguments.of(mistake, route, test);
  }

  static Stream<Arguments> wrong() {
    return Stream.concat(wrongAnswers(), brokenPromises());
  }

  private static Stream<Arguments> wrongAnswers() {
    return Stream.of(
        wrong(
            "has a shipped route's name",
            "itsNameIsItsOwnInLowerCaseWithDashes",
            () ->
                new Changed() {
                  @Override
                  public String name() {
                    return "bar-rw";
                  }
                }),
        wrong(
            "has a name that nobody can type",
            "itsNameIsItsOwnInLowerCaseWithDashes",
            () ->
                new Changed() {
                  @Override
                  public String name() {
                    return "My Route";
                  }
                }),
        wrong(
            "describes itself at length",
            "itIsDescribedInOneLine",
            () ->
                new Changed() {
                  @Override
                  public String description() {
                    return "first\nsecond";
                  }
                }),
        wrong(
            "changes its mind",
            "itAnswersTheSameEachTime",
            () ->
                new Changed() {
                  private int asked;

                  @Override
                  public @Nullable String unavailable(Facts facts) {
                    return asked++ % 2 == 0 ? null : "not now";
                  }
                }),
        wrong(
            "is for nobody",
            "someVersionsTakeIt",
            () ->
                new Changed() {
                  @Override
                  public String unavailable(Facts facts) {
                    return "not yet";
                  }
                }),
        wrong(
            "gives a handle that is not enabled",
            "thePathIsWhole",
            () ->
                new Changed() {
                  @Override
                  public Path connect(Below host, Guest guest, Facts facts) {
                    Path right = super.connect(host, guest, facts);
                    return new GuestPath(right.instructions(), 1, 4096, host, guest);
                  }
                }),
        wrong(
            "throws for an operand",
            "theGuestsInstructionsAreInstructions",
            () ->
                new Changed() {
                  @Override
                  public int store(int issue, long request, long address, long value) {
                    if (Request.length(request) > 8) {
                      throw new IllegalArgumentException("length");
                    }
                    return super.store(issue, request, address, value);
                  }
                }),
        wrong(
            "makes a slice of each block",
            "theGuestsInstructionsAreInstructions",
            () ->
                new Changed() {
                  @Override
                  public int storeBlock(
                      int issue,
                      long request,
                      long address,
                      GuestStorage storage,
                      long storageAddress) {
                    GuestStorage copy = new GuestStorage(0, storage.segment().asSlice(0));
                    return super.storeBlock(issue, request, address, copy, storageAddress);
                  }
                }));
  }

  private static Stream<Arguments> brokenPromises() {
    return Stream.of(
        wrong(
            "cuts blocks",
            "wholeBlocksIsKept",
            () ->
                new Changed() {
                  @Override
                  public int storeBlock(
                      int issue,
                      long request,
                      long address,
                      GuestStorage storage,
                      long storageAddress) {
                    int length = Request.length(request);
                    if (length <= 64) {
                      return super.storeBlock(issue, request, address, storage, storageAddress);
                    }
                    int outcome = Outcome.OK;
                    long piece = request - length + 64;
                    for (int done = 0; done < length && outcome == Outcome.OK; done += 64) {
                      outcome =
                          super.storeBlock(
                              issue, piece, address + done, storage, storageAddress + done);
                    }
                    return outcome;
                  }
                }),
        wrong(
            "takes MIO where there is MIO",
            "handleInstructionsIsKept",
            () ->
                new Changed() {
                  private List<Long> mio = List.of();

                  @Override
                  public Path connect(Below host, Guest guest, Facts facts) {
                    mio = host.mioAddresses();
                    return super.connect(host, guest, facts);
                  }

                  @Override
                  public int load(int issue, long request, long address, Register loaded) {
                    int space = Request.space(request);
                    if (AddressSpace.isBar(space) && mio.get(space) != 0) {
                      long at = mio.get(space) + MioAddress.offset(address);
                      return super.load(Issue.MIO, Request.length(request), at, loaded);
                    }
                    return super.load(issue, request, address, loaded);
                  }
                }),
        wrong(
            "tells nobody of a refused block",
            "blockErrorsIsKept",
            () ->
                new Changed() {
                  @Override
                  public int storeBlock(
                      int issue,
                      long request,
                      long address,
                      GuestStorage storage,
                      long storageAddress) {
                    int _ = super.storeBlock(issue, request, address, storage, storageAddress);
                    return Outcome.OK;
                  }
                }),
        wrong(
            "gives all ones for a refused load",
            "singleErrorsIsKept",
            () ->
                new Changed() {
                  @Override
                  public int load(int issue, long request, long address, Register loaded) {
                    if (super.load(issue, request, address, loaded) != Outcome.OK) {
                      loaded.set(-1L >>> Math.max(0, 64 - 8 * Request.length(request)));
                    }
                    return Outcome.OK;
                  }
                }),
        wrong(
            "posts stores, and lets a load overtake",
            "orderIsKept",
            () ->
                new Changed() {
                  private long request;
                  private long address;
                  private long value;

                  @Override
                  public int store(int issue, long newRequest, long newAddress, long newValue) {
                    int outcome =
                        request == 0
                            ? Outcome.OK
                            : super.store(Issue.HANDLE, request, address, value);
                    request = newRequest;
                    address = newAddress;
                    value = newValue;
                    return outcome;
                  }
                }),
        wrong(
            "stores the upper half first",
            "orderIsKept",
            () ->
                new Changed() {
                  @Override
                  public int store(int issue, long request, long address, long value) {
                    if (Request.length(request) != 8) {
                      return super.store(issue, request, address, value);
                    }
                    int outcome = super.store(issue, request - 4, address + 4, value);
                    return outcome == Outcome.OK
                        ? super.store(issue, request - 4, address, value >>> 32)
                        : outcome;
                  }
                }));
  }
}
