package io.mcpidentity.benchmarks.load;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * What a process has used since it started.
 *
 * @param cpuNanos of all cores
 * @param allocatedBytes by the threads that live
 * @param heapBytes now
 */
record Usage(long cpuNanos, long allocatedBytes, long heapBytes) {

    static Usage now() {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Arrays.stream(threads.getThreadAllocatedBytes(threads.getAllThreadIds()))
                .filter(bytes -> bytes > 0)
                .sum();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        return new Usage(system.getProcessCpuTime(), allocated, heap);
    }

    /** The same when nothing is on the heap that nobody needs. */
    static Usage afterCollection() {
        ManagementFactory.getMemoryMXBean().gc();
        return now();
    }

    static Usage parse(String line) {
        String[] numbers = line.split(" ");
        return new Usage(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]), Long.parseLong(numbers[2]));
    }

    /** For {@link #parse}. */
    @Override
    public String toString() {
        return cpuNanos + " " + allocatedBytes + " " + heapBytes;
    }
}
