package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Fib;
import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.PciInstruction;
import io.zpci.arch.Request;
import io.zpci.interrupt.InterruptRegistration;
import io.zpci.ism.Fabric;
import io.zpci.linux.Pages;
import io.zpci.machine.Stack;
import io.zpci.route.InterpretationRoute;
import io.zpci.storage.GuestStorage;
import java.lang.foreign.Arena;
import java.util.ArrayDeque;
import java.util.Deque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** MPCIFC of an interpreted function: KVM_S390_ZPCI_OP and its checks, spec zpci 12.9. */
class KvmForwardingTest {
  private static final int SEQUENCE = 24;
  private static final long VECTOR = 0x20_0000;
  private static final long SUMMARY = 0x20_1000;
  private static final long FIB = 0x20_2000;

  private final Arena arena = Arena.ofShared();

  @AfterEach
  void close() {
    arena.close();
  }

  private RoutedGuest guest(boolean assist) {
    return RoutedGuest.ism(
        new InterpretationRoute(assist),
        Stack.newest(),
        new Fabric(RoutedGuest.PCHID),
        0xa1,
        arena);
  }

  private static int modify(RoutedGuest guest, int operation, InterruptRegistration registration) {
    registration.encode(guest.storage(), FIB);
    long request = Request.of(guest.path.handle(), 0, operation);
    return guest
        .path
        .instructions()
        .execute(new PciInstruction.Mpcifc(Issue.HANDLE, request, guest.storage(), FIB));
  }

  private static InterruptRegistration registration(int noi, long aibv, long aisb, int aisbo) {
    return new InterruptRegistration(3, noi, aisb != 0, aibv, 0, aisb, aisbo);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void messagesGoToTheGuestsIndicatorsAndSubclass(boolean assist) {
    RoutedGuest guest = guest(assist);
    assertEquals(Outcome.OK, modify(guest, Fib.REG_INT, registration(4, VECTOR, SUMMARY, 5)));
    guest.path.msi().signal(2);
    assertEquals(0x20, guest.storage().getByte(VECTOR));
    assertEquals(0x04, guest.storage().getByte(SUMMARY));
    assertEquals(3, guest.path.interruption().take(0xff));
    assertEquals(-1, guest.path.interruption().take(0xff));

    assertEquals(Outcome.OK, modify(guest, Fib.DEREG_INT, InterruptRegistration.NONE));
    guest.path.msi().signal(3);
    assertEquals(0x20, guest.storage().getByte(VECTOR));
    assertEquals(-1, guest.path.interruption().take(0xff));
    assertEquals(Outcome.OK, modify(guest, Fib.REG_INT, registration(4, VECTOR, SUMMARY, 5)));
  }

  @ParameterizedTest
  @CsvSource({
    "9, 0x200fff, 0x201000, kvm.reg-aen.2",
    "1, 0x800000, 0x201000, kvm.reg-aen.3",
    "1, 0x200000, 0x201004, kvm.reg-aen.4",
    "1, 0x200000, 0x800000, kvm.reg-aen.5",
  })
  void aRefusalIsASequenceErrorToTheGuest(int noi, String aibv, String aisb, String rule) {
    RoutedGuest guest = guest(true);
    guest.crossings.broken();
    InterruptRegistration bad = registration(noi, Long.decode(aibv), Long.decode(aisb), 0);
    assertEquals(Outcome.error(SEQUENCE), modify(guest, Fib.REG_INT, bad));
    assertEquals(rule, guest.crossings.broken().getFirst());
    assertEquals(Outcome.OK, modify(guest, Fib.REG_INT, registration(1, VECTOR, SUMMARY, 0)));
  }

  @Test
  void theOffsetInTheVectorDoesNotTravel() {
    RoutedGuest guest = guest(true);
    InterruptRegistration third = new InterruptRegistration(3, 4, true, VECTOR, 3, SUMMARY, 0);
    assertEquals(Outcome.OK, modify(guest, Fib.REG_INT, third));
    guest.path.msi().signal(0);
    assertEquals(0x80, guest.storage().getByte(VECTOR));
  }

  /** Pages that the host has left: none, or one that what the call needs second does not fit in. */
  @ParameterizedTest
  @CsvSource({"true, 0", "true, 1", "false, 0", "false, 1"})
  void aHostWithoutMemoryRefusesUntilItHasSome(boolean assist, int pages) {
    RoutedGuest guest = guest(assist);
    Pages free = guest.host.kernel().pages();
    Deque<Long> taken = new ArrayDeque<>();
    for (long page = free.allocate(Pages.PAGE); page >= 0; page = free.allocate(Pages.PAGE)) {
      taken.push(page);
    }
    for (int i = 0; i < pages; i++) {
      free.free(taken.pop(), Pages.PAGE);
    }
    guest.crossings.broken();
    InterruptRegistration asked = registration(1, VECTOR, SUMMARY, 0);
    assertEquals(Outcome.error(SEQUENCE), modify(guest, Fib.REG_INT, asked));
    assertEquals("kvm.reg-aen.6", guest.crossings.broken().getFirst());
    guest.path.msi().signal(0);
    assertEquals(0, guest.storage().getByte(SUMMARY));
    assertEquals(-1, guest.path.interruption().take(0xff));

    taken.forEach(page -> free.free(page, Pages.PAGE));
    assertEquals(Outcome.OK, modify(guest, Fib.REG_INT, asked));
    guest.path.msi().signal(0);
    assertEquals(0x80, guest.storage().getByte(SUMMARY));
  }

  /** Its summary bit's address of 0 is none: nothing is set there, and every message interrupts. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void withoutASummaryEveryMessageInterrupts(boolean assist) {
    RoutedGuest guest = guest(assist);
    long before = guest.storage().getLong(0);
    assertEquals(Outcome.OK, modify(guest, Fib.REG_INT, registration(4, VECTOR, 0, 5)));
    for (int message = 0; message < 2; message++) {
      guest.path.msi().signal(1);
      assertEquals(3, guest.path.interruption().take(0xff));
      assertEquals(-1, guest.path.interruption().take(0xff));
    }
    assertEquals(0x40, guest.storage().getByte(VECTOR));
    assertEquals(before, guest.storage().getLong(0));
  }

  /** What the host registers once the guest's interrupts are gone is the host's. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void afterTheGuestTheMessagesAreTheHosts(boolean assist) {
    RoutedGuest guest = guest(assist);
    assertEquals(Outcome.OK, modify(guest, Fib.REG_INT, registration(4, VECTOR, SUMMARY, 5)));
    assertEquals(Outcome.OK, modify(guest, Fib.DEREG_INT, InterruptRegistration.NONE));
    GuestStorage storage = guest.below.kernel().get().storage();
    long page = guest.below.kernel().get().pages().allocate(4096);
    InterruptRegistration own = new InterruptRegistration(4, 1, true, page, 0, page + 64, 0);
    assertEquals(0, guest.below.entry().registerInterrupts(storage, own));
    guest.path.msi().signal(0);
    assertEquals(-1, guest.path.interruption().take(0xff));
    assertEquals(0x80, storage.getByte(page + 64));
    assertEquals(4, guest.below.interruption().take(0x08));
  }

  /** Subclass 5 (spec zpci 12.1); without the assist the host takes them itself, one at a time. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theHostsSubclassIsInSingleMode(boolean assist) {
    RoutedGuest guest = guest(assist);
    assertEquals(Outcome.OK, modify(guest, Fib.REG_INT, registration(4, VECTOR, SUMMARY, 5)));
    assertEquals(assist ? 0 : 0x04, guest.below.interruption().singleMode() & 0x04);
    assertEquals(5, guest.below.entry().interrupts().isc());
  }

  /** The function is deregistered behind KVM's back: there is nothing left to do. */
  @Test
  void whatIsGoneAlreadyIsDeregistered() {
    RoutedGuest guest = guest(true);
    assertEquals(Outcome.OK, modify(guest, Fib.REG_INT, registration(4, VECTOR, SUMMARY, 5)));
    assertEquals(0, guest.below.entry().deregisterInterrupts());
    assertEquals(Outcome.OK, modify(guest, Fib.DEREG_INT, InterruptRegistration.NONE));
  }

  /** The host has registered something of its own: the guest's is refused, and may come later. */
  @Test
  void aRefusalOfTheMachineLeavesNothingForwarded() {
    RoutedGuest guest = guest(true);
    GuestStorage storage = guest.below.kernel().get().storage();
    long page = guest.below.kernel().get().pages().allocate(4096);
    InterruptRegistration own = new InterruptRegistration(4, 1, true, page, 0, page + 64, 0);
    assertEquals(0, guest.below.entry().registerInterrupts(storage, own));
    assertEquals(
        Outcome.error(SEQUENCE), modify(guest, Fib.REG_INT, registration(4, VECTOR, SUMMARY, 5)));
    guest.path.msi().signal(0);
    assertEquals(-1, guest.path.interruption().take(0xff));
    assertEquals(0x80, storage.getByte(page + 64));
  }
}
