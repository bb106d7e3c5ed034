package mitogen.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import mitogen.Task;

/** Reads JSON into nested records and prints it: some six hundred classes of a library that the far side does not have. */
record JacksonTask() implements Task<Integer> {
    record Order(int id, Customer customer, List<Item> items) {}

    record Customer(String name, boolean known) {}

    record Item(String article, double price) {}

    @Override
    public Integer run() throws JsonProcessingException {
        String json = "{\"id\":7,\"customer\":{\"name\":\"Ada\",\"known\":true},"
                + "\"items\":[{\"article\":\"tea\",\"price\":2.5}]}";
        ObjectMapper mapper = new ObjectMapper();
        return mapper.writeValueAsString(mapper.readValue(json, Order.class)).length();
    }
}
