package io.zpci.vfiouser;

import static io.zpci.vfio.IrqSet.ACTION_MASK;
import static io.zpci.vfio.IrqSet.ACTION_TRIGGER;
import static io.zpci.vfio.IrqSet.ACTION_UNMASK;
import static io.zpci.vfio.IrqSet.DATA_BOOL;
import static io.zpci.vfio.IrqSet.DATA_EVENTFD;
import static io.zpci.vfio.IrqSet.DATA_NONE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.linux.Errno;
import io.zpci.vfio.IrqSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SET_IRQS, and what becomes of a message. */
class ServedInterruptsTest {
  private static final int MSI = 1;
  private static final int MSIX = 2;

  private final Served served = new Served();
  private final int[] signals = new int[4];

  @BeforeEach
  void driver() {
    served.attach();
    served.config(4, "0600");
    served.told();
  }

  private IrqSet.Trigger trigger(int number) {
    return () -> signals[number]++;
  }

  private int set(int flags, int index, int start, int count) {
    List<IrqSet.@Nullable Trigger> triggers = new ArrayList<>();
    if ((flags & DATA_EVENTFD) != 0) {
      for (int i = 0; i < count; i++) {
        triggers.add(trigger(start + i));
      }
    }
    List<Boolean> all = Collections.nCopies((flags & DATA_BOOL) != 0 ? count : 0, true);
    return served.function.setIrqs(new IrqSet(flags, index, start, count, all, triggers));
  }

  private int eventfd(int index, int start, int count) {
    return set(DATA_EVENTFD | ACTION_TRIGGER, index, start, count);
  }

  private int bools(int action, int index, Boolean... values) {
    return served.function.setIrqs(
        new IrqSet(DATA_BOOL | action, index, 0, values.length, List.of(values), List.of()));
  }

  private int disable(int index) {
    return served.function.setIrqs(IrqSet.disable(index));
  }

  @Test
  void aMessageOfMsiSignalsItsTrigger() {
    assertEquals(0, eventfd(MSI, 0, 1));
    served.config(0x5c, "4300");
    served.told();
    served.device.signal(0);
    assertArrayEquals(new int[] {1, 0, 0, 0}, signals);
    assertEquals(List.of("signal 0 of 1"), served.told(), "whatever data the guest gave it");
  }

  @Test
  void theDataOfAMessageOfMsixIsItsVectorWhateverTheVmmKeepsInItsTable() {
    served.config(0x42, "00c0");
    assertEquals(0, served.function.setIrqs(IrqSet.eventfd(MSIX, 0, null)));
    served.config(0x42, "0080");
    served.told();
    served.device.signal(3);
    assertEquals(List.of(), served.told(), "masked in the function, which keeps it");
    assertEquals(0, eventfd(MSIX, 3, 1));
    assertEquals(0, eventfd(MSIX, 1, 1));
    assertEquals(
        List.of("irqs 24 index 2 at 3+1", "signal 3 of 2", "irqs 24 index 2 at 1+1"),
        served.told());
    served.device.signal(1);
    served.device.signal(1);
    served.device.signal(0);
    served.device.signal(2);
    assertEquals(List.of("signal 1 of 2", "signal 1 of 2", "signal 0 of -1"), served.told());
    assertArrayEquals(new int[] {0, 2, 0, 1}, signals);
  }

  @Test
  void aSignalWithNothingSetUpIsLostAndTold() {
    served.config(0x52, "8100");
    served.told();
    served.device.signal(0);
    assertEquals(List.of("signal 0 of -1"), served.told());
    assertEquals(0, eventfd(MSI, 0, 1));
    assertArrayEquals(new int[4], signals, "it does not come back");
  }

  @Test
  void theCapabilityIsOnAsLongAsInterruptsAreSetUp() {
    assertEquals("0300", served.config(0x42, 2));
    assertEquals(0, eventfd(MSIX, 0, 2));
    assertEquals("0380", served.config(0x42, 2));
    assertEquals(0, disable(MSIX));
    assertEquals("0300", served.config(0x42, 2));
    assertEquals(0, eventfd(MSI, 0, 1));
    assertEquals("8100", served.config(0x52, 2));
    assertEquals(0, disable(MSI));
    assertEquals("8000", served.config(0x52, 2));
  }

  @Test
  void withoutBusMasterNoMessageLeavesTheFunction() {
    assertEquals(0, eventfd(MSI, 0, 1));
    served.config(4, "0200");
    served.told();
    served.device.signal(0);
    assertEquals(List.of(), served.told());
    assertArrayEquals(new int[4], signals);
  }

  @Test
  void oneKindAtATime() {
    assertEquals(0, eventfd(MSI, 0, 1));
    assertEquals(-Errno.EINVAL, eventfd(MSIX, 0, 1));
    assertEquals(0, disable(MSIX), "nothing to disable");
    served.device.signal(0);
    assertEquals(1, signals[0]);
    assertEquals(0, disable(MSI));
    assertEquals(0, eventfd(MSIX, 0, 1));
    assertEquals(-Errno.EINVAL, eventfd(MSI, 0, 1));
    served.device.signal(0);
    assertEquals(2, signals[0]);
    assertEquals(0, disable(MSIX));
    assertEquals(0, disable(MSIX));
    served.device.signal(0);
    assertEquals(2, signals[0]);
  }

  @Test
  void aTriggerIsReplacedAndDetached() {
    assertEquals(0, eventfd(MSIX, 0, 4));
    assertEquals(0, served.function.setIrqs(IrqSet.eventfd(MSIX, 1, trigger(3))));
    assertEquals(0, served.function.setIrqs(IrqSet.eventfd(MSIX, 2, null)));
    for (int vector = 0; vector < 4; vector++) {
      served.device.signal(vector);
    }
    assertArrayEquals(new int[] {1, 0, 0, 2}, signals);
  }

  @Test
  void theClientMayTriggerByItself() {
    assertEquals(-Errno.EINVAL, set(DATA_NONE | ACTION_TRIGGER, MSIX, 0, 4));
    assertEquals(-Errno.EINVAL, bools(ACTION_TRIGGER, MSIX, true));
    assertEquals(0, eventfd(MSIX, 0, 4));
    assertEquals(0, set(DATA_NONE | ACTION_TRIGGER, MSIX, 1, 2));
    assertEquals(0, bools(ACTION_TRIGGER, MSIX, false, true, false, true));
    assertArrayEquals(new int[] {0, 2, 1, 1}, signals);
  }

  @Test
  void aMaskedVectorKeepsOneSignalUntilItIsUnmasked() {
    assertEquals(-Errno.EINVAL, set(DATA_NONE | ACTION_MASK, MSIX, 0, 1), "nothing is set up");
    assertEquals(0, eventfd(MSIX, 0, 4));
    assertEquals(0, set(DATA_NONE | ACTION_MASK, MSIX, 0, 4));
    assertEquals(0, bools(ACTION_UNMASK, MSIX, true, false, false, false));
    served.told();
    served.device.signal(0);
    served.device.signal(1);
    served.device.signal(1);
    served.device.signal(2);
    assertArrayEquals(new int[] {1, 0, 0, 0}, signals);
    assertEquals(
        List.of("signal 0 of 2", "signal 1 of 2", "signal 1 of 2", "signal 2 of 2"), served.told());
    assertEquals(0, bools(ACTION_UNMASK, MSIX, false, true));
    assertArrayEquals(new int[] {1, 1, 0, 0}, signals);
    assertEquals(0, set(DATA_NONE | ACTION_UNMASK, MSIX, 0, 4));
    assertEquals(0, set(DATA_NONE | ACTION_UNMASK, MSIX, 0, 4));
    assertArrayEquals(new int[] {1, 1, 1, 0}, signals, "once each");
    assertEquals(0, bools(ACTION_MASK, MSIX, false, false, false, true));
    served.device.signal(3);
    assertEquals(0, disable(MSIX));
    assertEquals(0, eventfd(MSIX, 0, 4));
    assertArrayEquals(new int[] {1, 1, 1, 0}, signals, "nothing is masked or pending after that");
    served.device.signal(3);
    assertEquals(1, signals[3]);
  }

  @Test
  void whatMakesNoSenseIsRefusedAndNothingIsTold() {
    int both = DATA_EVENTFD | ACTION_TRIGGER;
    assertEquals(-Errno.EINVAL, set(0, MSIX, 0, 1));
    assertEquals(-Errno.EINVAL, set(DATA_EVENTFD, MSIX, 0, 1));
    assertEquals(-Errno.EINVAL, set(ACTION_TRIGGER, MSIX, 0, 1));
    assertEquals(-Errno.EINVAL, set(both | DATA_NONE, MSIX, 0, 1));
    assertEquals(-Errno.EINVAL, set(both | ACTION_MASK, MSIX, 0, 1));
    assertEquals(-Errno.EINVAL, set(both | 64, MSIX, 0, 1));
    assertEquals(-Errno.EINVAL, eventfd(MSIX, 4, 1));
    assertEquals(-Errno.EINVAL, eventfd(MSIX, 0, 5));
    assertEquals(-Errno.EINVAL, eventfd(MSIX, -1, 1));
    assertEquals(-Errno.EINVAL, eventfd(MSIX, 0, 0), "no eventfd for no vector");
    assertEquals(-Errno.EINVAL, set(DATA_NONE | ACTION_TRIGGER, MSIX, 1, 0));
    assertEquals(-Errno.EINVAL, set(DATA_NONE | ACTION_TRIGGER, MSIX, 1, Integer.MAX_VALUE));
    assertEquals(-Errno.EINVAL, set(DATA_NONE | ACTION_MASK, MSIX, 0, 0));
    assertEquals(-Errno.ENOTTY, set(DATA_EVENTFD | ACTION_MASK, MSIX, 0, 1));
    for (int index : new int[] {0, 3, 4, 5, -1, 99}) {
      assertEquals(-Errno.EINVAL, eventfd(index, 0, 1), "index " + index);
      assertEquals(-Errno.EINVAL, disable(index), "index " + index);
    }
    IrqSet few = new IrqSet(both, MSIX, 0, 2, List.of(), List.of(trigger(0)));
    assertEquals(-Errno.EINVAL, served.function.setIrqs(few));
    IrqSet none = new IrqSet(DATA_BOOL | ACTION_TRIGGER, MSIX, 0, 1, List.of(), List.of());
    assertEquals(-Errno.EINVAL, served.function.setIrqs(none));
    assertEquals(List.of(), served.told());
  }

  @Test
  void triggersStayOverAResetAndGoWithTheClient() {
    assertEquals(0, eventfd(MSI, 0, 1));
    assertEquals(0, served.function.reset());
    served.config(4, "0600");
    served.config(0x52, "8100");
    served.device.signal(0);
    assertEquals(1, signals[0]);
    served.function.detach();
    served.attach();
    served.config(4, "0600");
    served.config(0x52, "8100");
    served.told();
    served.device.signal(0);
    assertEquals(List.of("signal 0 of -1"), served.told());
    assertEquals(1, signals[0]);
  }
}
