package io.zpci.posix;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The calls, as the C library has them. Each answers what the call answers, or a negative errno; a
 * call that a signal interrupted is made again. Nothing allocates: a thread has one place where the
 * library's errno is kept.
 */
@SuppressWarnings("restricted") // native access is what this class is for
final class Libc {
  static final int AF_UNIX = 1;
  static final int SOCK_STREAM = 1;
  static final int SOCK_CLOEXEC = 0x8_0000;
  static final int SOL_SOCKET = 1;
  static final int SCM_RIGHTS = 1;
  static final int SO_TYPE = 3;
  static final int SO_RCVTIMEO = 20;
  static final int SO_SNDTIMEO = 21;
  static final int MSG_CTRUNC = 0x8;
  static final int MSG_DONTWAIT = 0x40;
  static final int MSG_NOSIGNAL = 0x4000;
  static final int MSG_CMSG_CLOEXEC = 0x4000_0000;
  static final int POLLIN = 0x1;
  static final int POLLOUT = 0x4;
  static final int PROT_READ = 0x1;
  static final int PROT_WRITE = 0x2;
  static final int MAP_SHARED = 0x1;
  static final int EFD_CLOEXEC = 0x8_0000;
  static final int EFD_NONBLOCK = 0x800;
  static final int MFD_CLOEXEC = 0x1;

  static final int F_GETFL = 3;
  static final int F_SETFL = 4;
  static final int O_NONBLOCK = 0x800;

  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int EINVAL = 22;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final ValueLayout POINTER = ValueLayout.ADDRESS;
  private static final StructLayout CAPTURE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CAPTURE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final ThreadLocal<MemorySegment> STATE =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CAPTURE));

  private static final MethodHandle SOCKET = call("socket", INT, INT, INT, INT);
  private static final MethodHandle BIND = call("bind", INT, INT, POINTER, INT);
  private static final MethodHandle LISTEN = call("listen", INT, INT, INT);
  private static final MethodHandle ACCEPT = call("accept4", INT, INT, POINTER, POINTER, INT);
  private static final MethodHandle CONNECT = call("connect", INT, INT, POINTER, INT);
  private static final MethodHandle SETSOCKOPT =
      call("setsockopt", INT, INT, INT, INT, POINTER, INT);
  private static final MethodHandle GETSOCKOPT =
      call("getsockopt", INT, INT, INT, INT, POINTER, POINTER);
  private static final MethodHandle SENDMSG = call("sendmsg", LONG, INT, POINTER, INT);
  private static final MethodHandle RECVMSG = call("recvmsg", LONG, INT, POINTER, INT);
  private static final MethodHandle SEND = call("send", LONG, INT, LONG, LONG, INT);
  private static final MethodHandle SHUTDOWN = call("shutdown", INT, INT, INT);
  private static final MethodHandle POLL = call("poll", INT, POINTER, LONG, INT);
  private static final MethodHandle CLOSE = call("close", INT, INT);
  private static final MethodHandle READ = call("read", LONG, INT, POINTER, LONG);
  private static final MethodHandle WRITE = call("write", LONG, INT, POINTER, LONG);
  private static final MethodHandle EVENTFD = call("eventfd", INT, INT, INT);
  private static final MethodHandle MEMFD = call("memfd_create", INT, POINTER, INT);
  private static final MethodHandle FTRUNCATE = call("ftruncate", INT, INT, LONG);
  private static final MethodHandle LSEEK = call("lseek", LONG, INT, LONG, INT);
  private static final MethodHandle CHMOD = call("chmod", INT, POINTER, INT);
  private static final MethodHandle MMAP = call("mmap", LONG, LONG, LONG, INT, INT, INT, LONG);
  private static final MethodHandle MUNMAP = call("munmap", INT, LONG, LONG);
  private static final MethodHandle FCNTL =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("fcntl"),
          FunctionDescriptor.of(INT, INT, INT, INT),
          Linker.Option.firstVariadicArg(2),
          Linker.Option.captureCallState("errno"));
  private static final MethodHandle STRERROR =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("strerror"), FunctionDescriptor.of(POINTER, INT));

  private static final MethodHandle ABS =
      LINKER.downcallHandle(
          LINKER.defaultLookup().findOrThrow("abs"), FunctionDescriptor.of(INT, INT));

  private Libc() {}

  private static MethodHandle call(String name, MemoryLayout result, MemoryLayout... arguments) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(result, arguments),
        Linker.Option.captureCallState("errno"));
  }

  /** The library's words for {@code errno}. */
  static String describe(int errno) {
    try {
      MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
      return text.reinterpret(256).getString(0);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** A call that does nothing: the JVM throws here what it owes the thread. */
  static void pass() {
    try {
      int _ = (int) ABS.invokeExact(0);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static long answer(long result, MemorySegment state) {
    return result == -1 ? -(int) ERRNO.get(state, 0L) : result;
  }

  /** A fault in mapped memory that the JVM tells late, at a downcall, is thrown as it is. */
  private static AssertionError unexpected(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return new AssertionError("a downcall threw", cause);
  }

  static int socket() {
    MemorySegment state = STATE.get();
    try {
      int result = (int) SOCKET.invokeExact(state, AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
      return (int) answer(result, state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int bind(int fd, MemorySegment address) {
    MemorySegment state = STATE.get();
    try {
      int result = (int) BIND.invokeExact(state, fd, address, (int) address.byteSize());
      return (int) answer(result, state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int listen(int fd, int backlog) {
    MemorySegment state = STATE.get();
    try {
      return (int) answer((int) LISTEN.invokeExact(state, fd, backlog), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int accept(int fd) {
    MemorySegment state = STATE.get();
    try {
      int result;
      do {
        result =
            (int)
                ACCEPT.invokeExact(state, fd, MemorySegment.NULL, MemorySegment.NULL, SOCK_CLOEXEC);
      } while (interrupted(result, state));
      return (int) answer(result, state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int connect(int fd, MemorySegment address) {
    MemorySegment state = STATE.get();
    try {
      int result;
      do {
        result = (int) CONNECT.invokeExact(state, fd, address, (int) address.byteSize());
      } while (interrupted(result, state));
      return (int) answer(result, state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Sets {@code option} of SOL_SOCKET. */
  static int setsockopt(int fd, int option, MemorySegment value) {
    MemorySegment state = STATE.get();
    try {
      int size = (int) value.byteSize();
      int result = (int) SETSOCKOPT.invokeExact(state, fd, SOL_SOCKET, option, value, size);
      return (int) answer(result, state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Reads {@code option} of SOL_SOCKET; {@code size} is that of {@code value}. */
  static int getsockopt(int fd, int option, MemorySegment value, MemorySegment size) {
    MemorySegment state = STATE.get();
    try {
      int result = (int) GETSOCKOPT.invokeExact(state, fd, SOL_SOCKET, option, value, size);
      return (int) answer(result, state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long sendmsg(int fd, MemorySegment message) {
    MemorySegment state = STATE.get();
    try {
      long result;
      do {
        result = (long) SENDMSG.invokeExact(state, fd, message, MSG_NOSIGNAL);
      } while (interrupted(result, state));
      return answer(result, state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** {@code address} is memory that stays there meanwhile. */
  static long send(int fd, long address, long length, int flags) {
    MemorySegment state = STATE.get();
    try {
      long result;
      do {
        result = (long) SEND.invokeExact(state, fd, address, length, flags);
      } while (interrupted(result, state));
      return answer(result, state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long recvmsg(int fd, MemorySegment message) {
    MemorySegment state = STATE.get();
    try {
      long result;
      do {
        result = (long) RECVMSG.invokeExact(state, fd, message, MSG_CMSG_CLOEXEC);
      } while (interrupted(result, state));
      return answer(result, state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Both directions end, for whoever waits on it too. */
  static int shutdown(int fd) {
    MemorySegment state = STATE.get();
    try {
      return (int) answer((int) SHUTDOWN.invokeExact(state, fd, 2), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Of {@code count} entries at {@code fds}, how many are ready; 0 after {@code millis}. */
  static int poll(MemorySegment fds, long count, int millis) {
    MemorySegment state = STATE.get();
    try {
      return (int) answer((int) POLL.invokeExact(state, fds, count, millis), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** Not made again where it was interrupted: the descriptor is gone. */
  static int close(int fd) {
    MemorySegment state = STATE.get();
    try {
      return (int) answer((int) CLOSE.invokeExact(state, fd), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long read(int fd, MemorySegment target, long count) {
    MemorySegment state = STATE.get();
    try {
      long result;
      do {
        result = (long) READ.invokeExact(state, fd, target, count);
      } while (interrupted(result, state));
      return answer(result, state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static long write(int fd, MemorySegment source, long count) {
    MemorySegment state = STATE.get();
    try {
      long result;
      do {
        result = (long) WRITE.invokeExact(state, fd, source, count);
      } while (interrupted(result, state));
      return answer(result, state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** {@code F_GETFL}, {@code F_SETFL}. */
  static int fcntl(int fd, int command, int argument) {
    MemorySegment state = STATE.get();
    try {
      return (int) answer((int) FCNTL.invokeExact(state, fd, command, argument), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int eventfd() {
    MemorySegment state = STATE.get();
    try {
      int result = (int) EVENTFD.invokeExact(state, 0, EFD_CLOEXEC | EFD_NONBLOCK);
      return (int) answer(result, state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int memfd(MemorySegment name) {
    MemorySegment state = STATE.get();
    try {
      return (int) answer((int) MEMFD.invokeExact(state, name, MFD_CLOEXEC), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int ftruncate(int fd, long size) {
    MemorySegment state = STATE.get();
    try {
      return (int) answer((int) FTRUNCATE.invokeExact(state, fd, size), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** The size of a file, by {@code lseek} to its end. */
  static long size(int fd) {
    MemorySegment state = STATE.get();
    try {
      return answer((long) LSEEK.invokeExact(state, fd, 0L, 2), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int chmod(MemorySegment path, int mode) {
    MemorySegment state = STATE.get();
    try {
      return (int) answer((int) CHMOD.invokeExact(state, path, mode), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  /** The address, or a negative errno. */
  static long mmap(int fd, long offset, long length, int protection) {
    MemorySegment state = STATE.get();
    try {
      long result = (long) MMAP.invokeExact(state, 0L, length, protection, MAP_SHARED, fd, offset);
      return answer(result, state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  static int munmap(long address, long length) {
    MemorySegment state = STATE.get();
    try {
      return (int) answer((int) MUNMAP.invokeExact(state, address, length), state);
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static boolean interrupted(long result, MemorySegment state) {
    return result == -1 && (int) ERRNO.get(state, 0L) == EINTR;
  }
}
