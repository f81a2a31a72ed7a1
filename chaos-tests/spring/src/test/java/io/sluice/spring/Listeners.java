package io.sluice.spring;

import io.awspring.cloud.sqs.annotation.SqsListener;
import io.awspring.cloud.sqs.listener.acknowledgement.Acknowledgement;
import java.util.List;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Header;

/** An application as its authors write it: queues that are not there yet are made when it starts. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class Listeners {
    static final String LEASE_SECONDS = "6";

    private final Heard heard = new Heard();

    @Bean
    Heard heard() {
        return heard;
    }

    @SqsListener(queueNames = "work", messageVisibilitySeconds = LEASE_SECONDS)
    void work(String body) {
        heard.add("work", body);
    }

    @SqsListener("orders")
    void order(Order order, @Header("table") String table) {
        heard.add("orders", order + " for " + table);
    }

    @SqsListener(queueNames = "batches", maxMessagesPerPoll = "10", pollTimeoutSeconds = "2")
    void batch(List<Message<String>> messages) {
        heard.add("batches", messages.stream().map(Message::getPayload).toList());
    }

    @SqsListener(queueNames = "second-time", messageVisibilitySeconds = "3", acknowledgementMode = "MANUAL")
    void acknowledgeTheSecondTime(String body, Acknowledgement acknowledgement) {
        heard.add("second-time", body);
        if (heard.on("second-time").size() == 2) {
            acknowledgement.acknowledge();
        }
    }

    @SqsListener(queueNames = "failing", messageVisibilitySeconds = "1")
    void fail(String body) {
        heard.add("failing", body);
        throw new IllegalStateException("poison: " + body);
    }
}
