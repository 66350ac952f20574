package io.zpci.tests.interleaving;

import io.zpci.arch.InterruptionControls;
import io.zpci.interrupt.AdapterInterruption;

/**
 * A facility in the world: one word, of which bits 0-7 (least significant) are pending subclasses,
 * 8-15 those in single mode, 16-23 those in no mode. Each call is one step. {@code
 * PortFacilityTest} holds it against the real one.
 */
final class PortFacility implements AdapterInterruption {
  private final Ports ports;
  private final String name;
  private final int word;
  private final int injected;

  /**
   * A facility.
   *
   * @param word where its state is
   * @param injected the counter of injections that were not dropped
   */
  PortFacility(Ports ports, String name, int word, int injected) {
    this.ports = ports;
    this.name = name;
    this.word = word;
    this.injected = injected;
  }

  @Override
  public boolean inject(int isc) {
    int bit = 0x80 >> isc;
    return ports.act(
            name + " interruption of subclass " + isc,
            world -> {
              int state = world.words[word];
              if ((state & bit << 16) != 0) {
                return 0;
              }
              int no = (state & bit << 8) != 0 ? bit << 16 : 0;
              world.words[word] = state | bit | no;
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
              int state = world.words[word];
              int both = bit << 8 | bit << 16;
              if ((state & both) == both) {
                return 0;
              }
              world.words[word] = state | bit;
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
              int state = world.words[word] & ~(bit << 8 | bit << 16);
              world.words[word] =
                  operation == InterruptionControls.SINGLE ? state | bit << 8 : state;
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
    return ports.act(name + " pending?", world -> world.words[word] & subclasses & 0xff) != 0;
  }

  /** {@inheritDoc} It waits until there is one. */
  @Override
  public int take(int subclasses) {
    return (int)
        ports.await(
            name + " takes an interruption",
            world -> (world.words[word] & subclasses & 0xff) != 0,
            world -> {
              int taken = Integer.highestOneBit(world.words[word] & subclasses & 0xff);
              world.words[word] &= ~taken;
              return Integer.numberOfLeadingZeros(taken) - 24;
            });
  }

  @Override
  public int singleMode() {
    return (int) ports.act(name + " single mode?", world -> world.words[word] >>> 8 & 0xff);
  }

  @Override
  public int noMode() {
    return (int) ports.act(name + " no mode?", world -> world.words[word] >>> 16 & 0xff);
  }
}
