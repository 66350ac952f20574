package io.zpci.tests.interleaving;

import io.zpci.arch.InterruptionControls;
import io.zpci.interrupt.AdapterInterruption;

/**
 * A facility in the world: one counter, of which bits 0-7 (least significant) are pending
 * subclasses, 8-15 those in single mode, 16-23 those in no mode. Each call is one step. {@code
 * PortFacilityTest} holds it against the real one.
 */
final class PortFacility implements AdapterInterruption {
  private final Ports ports;
  private final String name;
  private final int state;
  private final int injected;

  /**
   * A facility.
   *
   * @param state where its state is
   * @param injected the counter of injections that were not dropped
   */
  PortFacility(Ports ports, String name, int state, int injected) {
    this.ports = ports;
    this.name = name;
    this.state = state;
    this.injected = injected;
  }

  @Override
  public boolean inject(int isc) {
    int bit = 0x80 >> isc;
    return ports.act(
            name + " interruption of subclass " + isc,
            world -> {
              int before = (int) world.counters[state];
              if ((before & bit << 16) != 0) {
                return 0;
              }
              int no = (before & bit << 8) != 0 ? bit << 16 : 0;
              world.counters[state] = before | bit | no;
              world.counters[injected]++;
              return 1;
            })
        != 0;
  }

  @Override
  public boolean forward(int isc) {
    int bit = 0x80 >> isc;
    return ports.act(
            name + " forwarded interruption of subclass " + isc,
            world -> {
              int before = (int) world.counters[state];
              int both = bit << 8 | bit << 16;
              if ((before & both) == both) {
                return 0;
              }
              world.counters[state] = before | bit;
              world.counters[injected]++;
              return 1;
            })
        != 0;
  }

  @Override
  public boolean control(int operation, int isc) {
    int bit = 0x80 >> isc;
    return ports.act(
            name + " SIC " + operation,
            world -> {
              int before = (int) world.counters[state] & ~(bit << 8 | bit << 16);
              world.counters[state] =
                  operation == InterruptionControls.SINGLE ? before | bit << 8 : before;
              return 1;
            })
        != 0;
  }

  @Override
  public boolean suppression() {
    return true;
  }

  @Override
  public boolean isPending(int subclasses) {
    return ports.act(name + " pending?", world -> (int) world.counters[state] & subclasses & 0xff)
        != 0;
  }

  /** {@inheritDoc} It waits until there is one. */
  @Override
  public int take(int subclasses) {
    return (int)
        ports.await(
            name + " takes an interruption",
            world -> ((int) world.counters[state] & subclasses & 0xff) != 0,
            world -> {
              int taken = Integer.highestOneBit((int) world.counters[state] & subclasses & 0xff);
              world.counters[state] &= ~taken;
              return Integer.numberOfLeadingZeros(taken) - 24;
            });
  }

  @Override
  public int singleMode() {
    return (int) ports.act(name + " single mode?", world -> world.counters[state] >>> 8 & 0xff);
  }

  @Override
  public int noMode() {
    return (int) ports.act(name + " no mode?", world -> world.counters[state] >>> 16 & 0xff);
  }
}
