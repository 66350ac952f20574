package io.zpci.guest;

import io.zpci.linux.Pages;
import io.zpci.storage.GuestStorage;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * SMC-D on one ISM device: a guest's {@code net/smc} on its ISM driver. Source: spec ism 10.
 *
 * <p>There are no threads. What Linux's interrupt handler schedules is noted and runs in {@link
 * #poll}: for each connection that was signalled its tasklet, in the order in which they were
 * scheduled; then the events, in the order of the event queue; then the close work of connections
 * whose peer closed. A second signal before a tasklet runs adds nothing, as in Linux. The guests'
 * network has no VLANs.
 */
public final class SmcDevice implements IsmClient {
  private final IsmDriver driver;
  private final PciDev dev;
  private final IsmDriverVersion version;
  private final String eid;
  private final @Nullable SmcConnection[] connections = new @Nullable SmcConnection[SbaIndexes.END];
  private final Deque<SmcConnection> tasklets = new ArrayDeque<>();
  private final Deque<IsmEvent> events = new ArrayDeque<>();
  private final Deque<SmcConnection> closings = new ArrayDeque<>();
  private final SmcLinkGroups groups;
  private long messageAddress;
  private boolean version2;
  private boolean goingAway;

  /**
   * SMC-D on a driver of its own, which has not probed yet.
   *
   * @param eid the machine's system EID, as {@link ClcFacts#systemEid}
   */
  public SmcDevice(IsmDriverVersion version, PciDev dev, String eid) {
    this.version = version;
    this.dev = dev;
    this.eid = eid;
    this.driver = new IsmDriver(version, dev, this);
    this.groups = new SmcLinkGroups(this);
  }

  /**
   * Probes the driver and attaches to it.
   *
   * @return 0, or what the driver answered: then nothing is left behind
   */
  public int probe() {
    long page = dev.allocate(Pages.PAGE);
    if (page < 0) {
      return (int) page;
    }
    int failed = driver.probe();
    if (failed != 0) {
      dev.free(page, Pages.PAGE);
      return failed;
    }
    messageAddress = page;
    goingAway = false;
    version2 =
        switch (version.probe()) {
          case GID_FIRST -> driver.version2();
          case INFO_FIRST -> driver.addVlan(IsmDriver.RESERVED_VLAN) == 0;
        };
    return 0;
  }

  /** Goes away: ends every connection, tells the peers, removes the driver. */
  public void remove() {
    goingAway = true;
    terminateAll();
    tasklets.clear();
    events.clear();
    closings.clear();
    driver.remove();
    dev.free(messageAddress, Pages.PAGE);
  }

  /** Ends every connection and tells the peers, as when the guest shuts down. */
  public void terminateAll() {
    groups.terminateAll();
  }

  /** The driver. */
  public IsmDriver driver() {
    return driver;
  }

  /** Whether connections are of version 2: the fabric id and the EID count. */
  public boolean version2() {
    return version2;
  }

  /**
   * Runs what is due until nothing is: tasklets, events, close work.
   *
   * @return how many were run
   */
  public int poll() {
    int ran = 0;
    while (runOne()) {
      ran++;
    }
    return ran;
  }

  private boolean runOne() {
    SmcConnection tasklet = tasklets.poll();
    if (tasklet != null) {
      tasklet.tasklet();
      return true;
    }
    IsmEvent event = events.poll();
    if (event != null) {
      SmcEvents.handle(this, event);
      return true;
    }
    SmcConnection closing = closings.poll();
    if (closing != null) {
      closing.closeWork();
      return true;
    }
    return false;
  }

  @Override
  public void handleIrq(int index, int dmbeMask) {
    SmcConnection connection = connections[index];
    if (connection != null && connection.scheduleTasklet()) {
      tasklets.add(connection);
    }
  }

  @Override
  public void handleEvent(IsmEvent event) {
    if (!goingAway) {
      events.add(event);
    }
  }

  /** Tells the peer of {@code group} that its connections are over. */
  void signalShutdown(SmcLinkGroup group) {
    int _ = SmcEvents.signalShutdown(driver, group.peerGid(), group.id());
  }

  /** 0 where the function reaches {@code peerGid}. */
  int cannotTalk(long peerGid) {
    return driver.queryRemoteGid(peerGid, version2, version2 ? IsmDriver.RESERVED_VLAN : 0);
  }

  /** The fabric id that peers must share. */
  int clcChid() {
    return version2 ? driver.chid() : 0;
  }

  /** The EID that peers must share. */
  String clcEid() {
    return version2 ? eid : "";
  }

  /** The link groups. */
  SmcLinkGroups groups() {
    return groups;
  }

  /** The driver's memory. */
  GuestStorage memory() {
    return dev.memory();
  }

  /** Where a CDC message is built; Linux builds it on the stack. */
  long messageAddress() {
    return messageAddress;
  }

  /** Takes memory; negative where there is none. */
  long allocate(long size) {
    return dev.allocate(size);
  }

  /** Gives a send buffer's memory back. */
  void free(SmcBuffer sendBuffer) {
    dev.free(sendBuffer.address(), sendBuffer.length());
  }

  /** DMB {@code index} is {@code connection}'s, or nobody's. */
  void use(int index, @Nullable SmcConnection connection) {
    connections[index] = connection;
  }

  /** The close work of {@code connection} is due; once until it runs. */
  void closingDue(SmcConnection connection) {
    if (!closings.contains(connection)) {
      closings.add(connection);
    }
  }

  /** Nothing of {@code connection} runs any more. */
  void forget(SmcConnection connection) {
    tasklets.remove(connection);
    closings.remove(connection);
  }
}
