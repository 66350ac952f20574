package io.zpci.vfiouser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.zpci.vfio.IrqSet;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** {@code SET_IRQS}, and signals on their way to the triggers. */
class ClientSetIrqsTest extends ClientTest {
  private static final String OK = "0800 10000000 01000000 00000000";
  private final List<Integer> told = new ArrayList<>();

  private static String set(int id, int flags, int index, int start, int count) {
    return "%02x00 0800 24000000 00000000 00000000 14000000 %02x000000 %02x000000 %02x000000"
            .formatted(id, flags, index, start)
        + "%02x000000".formatted(count);
  }

  private IrqSet.Trigger trigger(int number) {
    return () -> told.add(number);
  }

  @Test
  void aTriggerIsToldItsSignals() throws IOException {
    CountDownLatch signalled = new CountDownLatch(1);
    VfioUserDevice device =
        connect(script ->
            script
                .expect(set(2, 0x24, 1, 0, 1), 1)
                .send("0200" + OK)
                .signal(0, 3)
                .then(signalled::countDown)
                .expectEnd());
    assertEquals(0, device.setIrqs(IrqSet.eventfd(1, 0, trigger(7))));
    assertEquals(3, take(device, signalled));
    assertEquals(List.of(7, 7, 7), told);
    assertEquals(0, device.takeInterrupts(0), "each is told once");
    device.close();
    finish();
  }

  private static int take(VfioUserDevice device, CountDownLatch signalled) throws IOException {
    try {
      signalled.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return device.takeInterrupts(-1);
  }

  @Test
  void waitingEndsWithASignal() throws IOException {
    VfioUserDevice device =
        connect(script ->
            script
                .expect(set(2, 0x24, 2, 5, 1), 1)
                .send("0200" + OK)
                .expect("0300 0d00 10000000 00000000 00000000")
                .send("0300 0d00 10000000 01000000 00000000")
                .signal(0, 1)
                .expectEnd());
    assertEquals(0, device.setIrqs(IrqSet.eventfd(2, 5, trigger(5))));
    assertEquals(0, device.reset());
    assertEquals(1, device.takeInterrupts(-1));
    assertEquals(List.of(5), told);
    device.close();
    finish();
  }

  @Test
  void aSetIsCutWhereAVectorIsDetachedAndAtTheMostDescriptors() throws IOException {
    VfioUserDevice device =
        connect(
            Patience.CLIENT,
            "\"max_msg_fds\": 2",
            script ->
                script
                    .expect(set(2, 0x24, 2, 1, 2), 2)
                    .send("0200" + OK)
                    .expect(set(3, 0x24, 2, 3, 1), 1)
                    .send("0300" + OK)
                    .expect(set(4, 0x24, 2, 4, 3))
                    .send("0400" + OK)
                    .expect(set(5, 0x24, 2, 7, 1), 1)
                    .send("0500" + OK)
                    .expectEnd());
    List<IrqSet.@Nullable Trigger> triggers = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      triggers.add(i < 3 || i == 6 ? trigger(i) : null);
    }
    assertEquals(0, device.setIrqs(new IrqSet(0x24, 2, 1, 7, List.of(), triggers)));
    device.close();
    finish();
  }

  @Test
  void whatWasSignalledBeforeATriggerWentIsTold() throws IOException {
    VfioUserDevice device =
        connect(script ->
            script
                .expect(set(2, 0x24, 1, 0, 1), 1)
                .send("0200" + OK)
                .expect(set(3, 0x24, 1, 0, 1), 1)
                .signal(0, 1)
                .send("0300" + OK)
                .expect(set(4, 0x24, 1, 0, 1), 0)
                .signal(1, 2)
                .send("0400" + OK)
                .expectEnd());
    assertEquals(0, device.setIrqs(IrqSet.eventfd(1, 0, trigger(1))));
    assertEquals(0, device.setIrqs(IrqSet.eventfd(1, 0, trigger(2))));
    assertEquals(0, device.setIrqs(IrqSet.eventfd(1, 0, null)));
    assertEquals(List.of(), told);
    assertEquals(3, device.takeInterrupts(-1));
    assertEquals(List.of(1, 2, 2), told);
    device.close();
    finish();
  }

  @Test
  void disablingTakesAllVectorsOfTheIndex() throws IOException {
    VfioUserDevice device =
        connect(script ->
            script
                .expect(set(2, 0x24, 1, 0, 1), 1)
                .send("0200" + OK)
                .expect(set(3, 0x24, 2, 0, 1), 1)
                .send("0300" + OK)
                .expect(set(4, 0x21, 1, 0, 0))
                .send("0400" + OK)
                .expect("0500 0d00 10000000 00000000 00000000")
                .signal(0, 1) // which nobody listens to any more
                .signal(1, 1)
                .send("0500 0d00 10000000 01000000 00000000")
                .expectEnd());
    assertEquals(0, device.setIrqs(IrqSet.eventfd(1, 0, trigger(1))));
    assertEquals(0, device.setIrqs(IrqSet.eventfd(2, 0, trigger(2))));
    assertEquals(0, device.setIrqs(IrqSet.disable(1)));
    assertEquals(0, device.reset());
    assertEquals(1, device.takeInterrupts(-1));
    assertEquals(List.of(2), told);
    device.close();
    finish();
  }

  @Test
  void booleansAndNoData() throws IOException {
    VfioUserDevice device =
        connect(script ->
            script
                .expect(
                    "0200 0800 27000000 00000000 00000000 17000000 22000000 02000000 04000000"
                        + "03000000 010001")
                .send("0200" + OK)
                .expect(set(3, 0x09, 2, 1, 2))
                .send("0300 0800 10000000 21000000 19000000"));
    List<Boolean> values = List.of(true, false, true, true);
    assertEquals(0, device.setIrqs(new IrqSet(0x22, 2, 4, 3, values, List.of())));
    assertEquals(-25, device.setIrqs(new IrqSet(0x09, 2, 1, 2, List.of(), List.of())));
    finish();
  }

  @Test
  void aRefusedTriggerIsForgotten() throws IOException {
    VfioUserDevice device =
        connect(script ->
            script
                .expect(set(2, 0x24, 1, 9, 1), 1)
                .signal(0, 1)
                .send("0200 0800 10000000 21000000 16000000")
                .expectEnd());
    assertEquals(-22, device.setIrqs(IrqSet.eventfd(1, 9, trigger(1))));
    assertEquals(0, device.takeInterrupts(0));
    device.close();
    finish();
  }

  @Test
  void fewerThanAreCountedAreNotSent() throws IOException {
    VfioUserDevice device = connect(ScriptedServer::expectEnd);
    List<IrqSet.@Nullable Trigger> one = List.of(trigger(1));
    assertEquals(-22, device.setIrqs(new IrqSet(0x24, 1, 0, 2, List.of(), one)));
    assertEquals(-22, device.setIrqs(new IrqSet(0x24, 1, 0, -1, List.of(), one)));
    assertEquals(-22, device.setIrqs(new IrqSet(0x22, 1, 0, 2, List.of(true), List.of())));
    assertEquals(-22, device.setIrqs(new IrqSet(0x22, 1, 0, -1, List.of(true), List.of())));
    device.close();
    finish();
  }

  @Test
  void aSignalBeforeTheServerEndedIsTold() throws IOException {
    VfioUserDevice device =
        connect(script -> script.expect(set(2, 0x24, 1, 0, 1), 1).send("0200" + OK).signal(0, 1));
    assertEquals(0, device.setIrqs(IrqSet.eventfd(1, 0, trigger(1))));
    finish();
    assertEquals(1, device.takeInterrupts(-1));
    IOException ended = assertThrows(IOException.class, () -> device.takeInterrupts(-1));
    assertEquals("the server closed the connection", ended.getMessage());
  }
}
