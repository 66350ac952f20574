package io.zpci.function.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.contract.Fuzz;
import io.zpci.function.Msi;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Msi} holds to. Extend it and say where signals go; JUnit runs the rest. Not
 * held to it is one that nobody has registered anything for.
 */
public abstract class MsiContract {
  private static final int STEPS = 2000;

  /** Made by JUnit. */
  protected MsiContract() {}

  /**
   * Where signals go.
   *
   * @param msi what is signalled
   * @param vectors how many vectors are set up, from 0
   * @param take whether the vector was signalled since it was last asked for
   */
  public record Signalled(Msi msi, int vectors, IntPredicate take) {
    List<Integer> taken() {
      List<Integer> taken = new ArrayList<>();
      for (int vector = 0; vector < vectors; vector++) {
        if (take.test(vector)) {
          taken.add(vector);
        }
      }
      return taken;
    }
  }

  /** Vectors that are set up, none signalled; each call makes another. */
  protected abstract Signalled create();

  @Test
  public final void aSignalIsOneMessageOfItsVector() {
    Signalled signalled = create();
    assertEquals(List.of(), signalled.taken());
    for (int vector = 0; vector < signalled.vectors(); vector++) {
      signalled.msi().signal(vector);
      assertEquals(List.of(vector), signalled.taken());
      assertEquals(List.of(), signalled.taken(), "taken already");
    }
  }

  @Test
  public final void signalsOfSeveralVectorsAllArrive() {
    Signalled signalled = create();
    List<Integer> all = new ArrayList<>();
    for (int vector = signalled.vectors() - 1; vector >= 0; vector--) {
      signalled.msi().signal(vector);
      all.addFirst(vector);
    }
    assertEquals(all, signalled.taken());
  }

  @Test
  public final void noVectorThrows() {
    Signalled signalled = create();
    Fuzz fuzz = new Fuzz();
    for (int i = 0; i < STEPS; i++) {
      fuzz.step();
      int vector = (int) fuzz.operand();
      try {
        signalled.msi().signal(vector);
      } catch (RuntimeException e) {
        throw new AssertionError(fuzz.where("thrown by signal(" + vector + ")"), e);
      }
    }
    signalled.taken();
    signalled.msi().signal(0);
    assertEquals(List.of(0), signalled.taken(), "after vectors that are not set up");
  }
}
